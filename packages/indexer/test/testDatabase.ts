import pg from "pg";

let databases = 0;

/** How many random lives a test plays: fewer where each needs databases of Postgres. */
export const lives = (most: number): number => (process.env.TRELLIS_TEST_POSTGRES === undefined ? most : 2);

/** An empty database: in memory, or one of its own in the Postgres that `TRELLIS_TEST_POSTGRES` names. */
export async function testDatabase(): Promise<string> {
  const url = process.env.TRELLIS_TEST_POSTGRES;
  if (url === undefined) return ":memory:";
  const name = `t${process.pid}_${++databases}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return new URL(`/${name}`, url).href;
}
