/** Runs a piece of work that no request has asked for, under a name for those who trace what the server does. */
export type Background = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** For a server that traces nothing. */
export const untraced: Background = (_name, work) => work();
