/** One HTTP exchange with Citrix, as it is reported to `onCall`: for logs and metrics, without secret or token. */
export interface CallReport {
  operation: string;
  method: string;
  status?: number;
  durationMs: number;
  transactionId: string;
  attempt: number;
  errorKind?: string;
}
