import { MAX_JOB_BYTES } from "../jobs/encodeJob.ts";

/** Where the fleet's tables are. */
export const SCHEMA = "trellis_fleet";
/** Where pg-boss keeps its own. */
export const QUEUE_SCHEMA = "trellis_fleet_queue";
/** Changes with the tables. */
export const TABLES_VERSION = 1;

/** Makes the tables. Every text, list and blob that a stranger could write has a bound. */
export const MAKE_TABLES = `
  create schema if not exists ${SCHEMA};
  create table if not exists ${SCHEMA}.version (version int not null);
  -- Jobs and proofs by their SHA-256.
  create table if not exists ${SCHEMA}.contents (
    hash text primary key check (length(hash) = 66),
    bytes bytea not null check (octet_length(bytes) <= ${MAX_JOB_BYTES}),
    at timestamptz not null default now()
  );
  create index if not exists contents_at on ${SCHEMA}.contents (at);
  create table if not exists ${SCHEMA}.agents (
    id uuid primary key,
    facts jsonb not null check (octet_length(facts::text) <= 4096),
    beat_ms int not null check (beat_ms between 50 and 60000),
    beat_at timestamptz not null default now(),
    distrusted_until timestamptz
  );
  create table if not exists ${SCHEMA}.nodes (
    id uuid primary key,
    name text not null check (length(name) <= 64),
    key_set text not null check (length(key_set) = 66),
    beat_ms int not null check (beat_ms between 50 and 60000),
    beat_at timestamptz not null default now()
  );
  -- Which agent works on which job. It goes when the job is handed over, given back or withdrawn, or the agent is dead.
  create table if not exists ${SCHEMA}.claims (
    job uuid primary key,
    queue text not null,
    attempt int not null,
    agent uuid not null,
    at timestamptz not null default now()
  );
  create index if not exists claims_agent on ${SCHEMA}.claims (agent);
  -- What became of each attempt: a proof, or a failure.
  create table if not exists ${SCHEMA}.outcomes (
    id bigint generated always as identity primary key,
    job uuid not null,
    kind text not null check (length(kind) <= 8),
    agent uuid not null,
    proof text check (length(proof) = 66),
    failure jsonb check (octet_length(failure::text) <= 4096),
    seconds real not null default 0,
    state text not null default 'new' check (state in ('new', 'checked', 'refused')),
    at timestamptz not null default now()
  );
  create index if not exists outcomes_job on ${SCHEMA}.outcomes (job);
  create index if not exists outcomes_at on ${SCHEMA}.outcomes (at);
`;
