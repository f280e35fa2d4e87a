import { passwordBytes, passwordFromBytes } from "@catalog-deck/domain";

/** A password for someone: made here, or typed. */
export interface ChosenPassword {
  value: string;
  isMade: boolean;
}

/** A new password from this browser's random numbers. */
export function randomPassword(): ChosenPassword {
  return { value: passwordFromBytes(crypto.getRandomValues(new Uint8Array(passwordBytes))), isMade: true };
}
