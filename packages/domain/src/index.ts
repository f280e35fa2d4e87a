/** The product's rules: pure functions and tables over the contract's types, the same in browser and BFF. */
export { waitInRollout, waveInWords } from "./catalog-rollout.ts";
export {
  type CatalogClass,
  classOfCatalog,
  compareCatalogs,
  hasUpdateOnItsWay,
  isFinalState,
  isKnownCatalogState,
  isWorkedOn,
  wordsForCatalogState,
} from "./catalog-state.ts";
export { clockLine } from "./clock-line.ts";
export { connectionTroubleInWords } from "./connection-trouble.ts";
export { type CsvCell, type CsvSeparator, csvByteOrderMark, csvLine } from "./csv.ts";
export {
  delayField,
  delayInShort,
  delayInWords,
  delaySlider,
  parseDelayMinutes,
  previewMessage,
  restartInWords,
} from "./delay.ts";
export {
  minutesInWords,
  nearestRank,
  restartPaceOf,
  usualDurationInShort,
  usualDurationInWords,
} from "./durations.ts";
export { blockOfCatalog, checkEligibility, machinesKeepDisk, resultsOfRules } from "./eligibility.ts";
export { factInWords } from "./fact-words.ts";
export { helpdeskSentence, lastUpdateSentence } from "./helpdesk-sentence.ts";
export { isEnded, originInWords, wordsForImageUpdate, wordsForImageUpdateState } from "./image-update-state.ts";
export { compareVdaVersions, isVdaVersion, wordsForImageState } from "./images.ts";
export { dayAround, offsetInWords, timeOfDay, withOffset } from "./local-time.ts";
export { passwordBytes, passwordFromBytes, passwordLength } from "./passwords.ts";
export { pollAfterMs } from "./polling.ts";
export { ageInWords, elapsedInWords, oldInWords, type Progress, progressOf } from "./progress.ts";
export {
  nextSteps,
  type PlannedRollout,
  type PlannedTarget,
  type RolloutStep,
  type UpdateOutcome,
} from "./rollout.ts";
export { type EstimatedTarget, type EstimatedWave, estimatedEnd, estimatedWaves } from "./rollout-estimate.ts";
export {
  catalogsOfHold,
  type EventFacts,
  eventInWords,
  gateInWords,
  type HeldCatalog,
  holdInWords,
  noteOfEvent,
  skipReasonInWords,
  type TimeWriter,
  waitsInWords,
  wordsForRolloutState,
  wordsForRolloutTarget,
} from "./rollout-words.ts";
export type { StateWords } from "./state-words.ts";
export { imageUpdateSteps, isImageUpdateStep, type SubStateWords, wordsForSubState } from "./sub-states.ts";
export {
  beganAt,
  citrixTime,
  recordedAt,
  sessionsEnd,
  type TimesInWords,
  timesInWords,
  timesOfCatalog,
  timesOfUpdate,
  tookMs,
  type UpdateTimes,
} from "./update-times.ts";
export { harmlessText, nameToType, searchText, searchWords, shortText, visibleText } from "./visible-text.ts";
export { isKnownWarning, type WarningWords, wordsForWarning } from "./warnings.ts";
