import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** What may be kept in memory: sessions by their hashed id, and what lists tell of our own updates and rollouts. */
export type ChangeTopic = "sessions" | "updates";

/**
 * Is told what changes: of a session its hashed id, where that is known; else any row may have changed.
 */
export type ChangeListener = (id?: string) => void;

/**
 * What changes in the database, for whoever keeps something of it in memory. Changes of this process are told at once,
 * those of others by the time that `areTold` answers true (PostgreSQL: apart from what is on its way at that moment).
 */
export interface Changes {
  listen(topic: ChangeTopic, listener: ChangeListener): void;
  /** False while others may have changed something that was not told: then only the database knows. */
  areTold(): boolean;
}

/** Statements that change what may be in memory. A use of a session (`touchSession`) is told by whoever writes it down. */
const changing: Record<ChangeTopic, RegExp> = {
  sessions: /^delete from "sessions"/,
  updates: /^(?:insert into|update|delete from) "(?:image_updates|rollouts|rollout_targets|stopped_starts)"/,
};

/** The topic that a statement of ours changes. */
export function changedBy(statement: string): ChangeTopic | undefined {
  if (changing.sessions.test(statement)) return "sessions";
  return changing.updates.test(statement) ? "updates" : undefined;
}

export class ChangeListeners {
  readonly #listeners: Record<ChangeTopic, ChangeListener[]> = { sessions: [], updates: [] };

  add(topic: ChangeTopic, listener: ChangeListener): void {
    this.#listeners[topic].push(listener);
  }

  tell(topic: ChangeTopic, id?: string): void {
    for (const listener of this.#listeners[topic]) listener(id);
  }

  /** Anything may have changed. */
  tellAll(): void {
    this.tell("sessions");
    this.tell("updates");
  }
}

/** By what a store has in common with its transactions and with itself under a plugin. */
const changesOfAdapters = new WeakMap<object, Changes>();

/** Remembers where changes of a store are told; done by whoever opens it. */
export function withChanges(store: Kysely<Tables>, changes: Changes): Kysely<Tables> {
  changesOfAdapters.set(store.getExecutor().adapter, changes);
  return store;
}

/** Where changes of an opened store are told. */
export function changesOf(store: Kysely<Tables>): Changes {
  const changes = changesOfAdapters.get(store.getExecutor().adapter);
  if (changes === undefined) throw new Error("changes of this store are told to nobody");
  return changes;
}
