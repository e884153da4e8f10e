/**
 * Final heights whose blocks are kept with their proofs and transcripts: for pay, reports and answers to them. Who reports does so
 * soon after the round: what comes later is answered from what is kept on disk.
 */
export const DUTY_HEIGHTS = 8;
