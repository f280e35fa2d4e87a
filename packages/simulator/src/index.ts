export { SimulatorControl } from "./control.ts";
export type { Fault } from "./faults.ts";
export { freePort } from "./free-port.ts";
export { type Operation, operations } from "./operations.ts";
export type { LogEntry } from "./request-log.ts";
export { connectionSettings, type Simulator, type SimulatorOptions, startSimulator } from "./simulator.ts";
