/** P9: constants of the court, as in ISlashingCourt.sol. */
export interface CourtSettings {
  /** Seconds after a round became final in which its offences may be reported. */
  readonly reportWindow: number;
  /** Seconds in which the accused may answer. */
  readonly contestWindow: number;
  /** Part of the full stake that a first offence costs, 1/10,000. */
  readonly slashBps: number;
  /** Seconds after a slash in which the next one counts as a repeat. */
  readonly repeatPeriod: number;
  /** Share of a slash that goes to the seat that proved the node, 1/10,000. */
  readonly backupBps: number;
}
