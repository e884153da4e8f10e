import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse, parseAllDocuments } from "yaml";
import { parseConfiguration } from "../../packages/node/src/config/Configuration.ts";
import { configurationJsonSchema } from "../../packages/node/src/config/configurationJsonSchema.ts";
import { environmentFields, withEnvironment } from "../../packages/node/src/config/environment.ts";
import { PRESETS } from "../../packages/protocol/src/settings/presets.ts";
import { faultOf, wordsOf } from "./commandLine.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): Promise<string> => readFile(join(ROOT, path), "utf8");

/** Longest time that a node may need to end: the longest proof window of a preset, and a proof. Seconds. */
const DRAIN = Math.max(...Object.values(PRESETS).map(({ settings }) => settings.proofWindow)) + 300;
const VERSIONED = /^[\w./-]+:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?$/;
/** Of somebody else: what a tag names can change, a digest cannot. */
const PINNED = /^[\w./-]+:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?@sha256:[0-9a-f]{64}$/;
const MAIN = "packages/cli/src/main.ts";

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly stop_grace_period?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
}
const compose = parse(await read("ops/docker-compose.yml")) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
};
const dockerfile = await read("ops/Dockerfile");
const unit = await read("ops/systemd/trellis.service");

interface Pod {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: { readonly runAsNonRoot: boolean; readonly runAsUser: number };
  readonly containers: readonly {
    readonly image: string;
    readonly args: readonly string[];
    readonly securityContext: { readonly readOnlyRootFilesystem: boolean };
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  }[];
  readonly volumes: readonly { readonly name: string }[];
}
const manifests = parseAllDocuments(await read("ops/kubernetes/prover.yaml")).map((document) => {
  assert.deepEqual(document.errors, []);
  return document.toJS();
});
const ofKind = (kind: string) => manifests.find((manifest) => manifest.kind === kind);

/** A node's configuration, to which an environment can be applied. */
const [, example] = /```json\n([^`]+)```/.exec(await read("docs/configuration.md"))!;

test("the compose file names exact versions, and only volumes, secrets and files that are there", async () => {
  assert.deepEqual(Object.keys(compose.services).sort(), [
    "grafana",
    "jaeger",
    "node",
    "postgres",
    "prometheus",
  ]);
  for (const [name, service] of Object.entries(compose.services)) {
    assert.match(service.image, name === "node" ? VERSIONED : PINNED, name);
    for (const secret of service.secrets ?? []) assert.ok(secret in compose.secrets, `${name}: ${secret}`);
    for (const volume of service.volumes ?? []) {
      const [from = ""] = volume.split(":");
      if (from.startsWith("./")) await stat(join(ROOT, "ops", from));
      else assert.ok(from in compose.volumes, `${name}: ${from}`);
    }
  }
});

test("the compose file's node has a command that trellis takes, and an environment that a configuration takes", () => {
  const { command = [], environment = {} } = compose.services.node!;
  assert.equal(faultOf(command), undefined);
  const fields = environmentFields(configurationJsonSchema());
  const known = new Set(fields.map(({ variable }) => variable));
  assert.deepEqual(
    Object.keys(environment).filter((name) => !known.has(name)),
    [],
  );
  // Compose passes on a variable without a value only if its own environment has it.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== null));
  const config = parseConfiguration(withEnvironment(JSON.parse(example!), fields, given));
  assert.deepEqual(config.metrics?.listen, { host: "0.0.0.0", port: 9_464 });
  assert.deepEqual(config.index?.listen, { host: "0.0.0.0", port: 8_646 });
});

test("containers and units give a node the time to keep its promises", () => {
  const minutes = Number(/^(\d+)m$/.exec(compose.services.node!.stop_grace_period!)?.[1]);
  assert.ok(minutes * 60 >= DRAIN, `compose: ${minutes} min`);
  assert.ok(Number(/^TimeoutStopSec=(\d+)min$/m.exec(unit)?.[1]) * 60 >= DRAIN, "systemd");
  assert.match(unit, /^KillMode=mixed$/m, "the proofs under way are not ended with the node's signal");
  assert.ok(ofKind("StatefulSet").spec.template.spec.terminationGracePeriodSeconds >= DRAIN, "Kubernetes");
});

test("a node runs without root and cannot change its own program", () => {
  const users = [...dockerfile.matchAll(/^USER (.+)$/gm)].map(([, user]) => user!);
  assert.match(users.at(-1)!, /^[1-9]\d*:[1-9]\d*$/);
  const { read_only, cap_drop } = compose.services.node!;
  assert.deepEqual([read_only, cap_drop], [true, ["ALL"]]);
  const pod: Pod = ofKind("StatefulSet").spec.template.spec;
  assert.equal(pod.securityContext.runAsNonRoot, true);
  for (const { securityContext } of pod.containers)
    assert.equal(securityContext.readOnlyRootFilesystem, true);
  assert.match(unit, /^User=trellis$/m);
  assert.match(unit, /^ProtectSystem=strict$/m);
});

test("the image has the Node of package.json, and copies what is there", async () => {
  const { dependencies } = JSON.parse(await read("package.json"));
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base!);
  for (const base of bases) {
    assert.ok(base.startsWith(`node:${dependencies.node}-`), base);
    assert.match(base, PINNED);
  }
  for (const [, from] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
    for (const path of from!.split(" ")) await stat(join(ROOT, path));
  }
  assert.ok(dockerfile.includes(`/opt/trellis/${MAIN}`));
  await stat(join(ROOT, MAIN));
});

test("the unit's command is one that trellis takes", () => {
  const [node, main, ...words] = wordsOf(/^ExecStart=(.+)$/m.exec(unit)![1]!);
  assert.deepEqual([node, main], ["/opt/trellis/node_modules/.bin/node", `/opt/trellis/${MAIN}`]);
  assert.equal(faultOf(words), undefined);
});

test("the Kubernetes example has a configuration that a node takes, and mounts where it looks", () => {
  const config = parseConfiguration(JSON.parse(ofKind("ConfigMap").data["node.json"]));
  const set = ofKind("StatefulSet").spec;
  const pod: Pod = set.template.spec;
  const [container] = pod.containers;
  assert.equal(set.replicas, 1, "two pods would have the same keys");
  assert.match(container!.image, VERSIONED);
  assert.equal(faultOf(container!.args), undefined);
  const paths = container!.volumeMounts.map(({ mountPath }) => mountPath);
  const used = [config.dataDir, config.gossip.peerKeyFile, config.l1KeyFile!, config.keyPasswordFile!];
  for (const path of [...used, ...config.prover!.seatKeyFiles, container!.args[2]!]) {
    assert.ok(
      paths.some((mount) => path.startsWith(`${mount}/`)),
      path,
    );
  }
  const volumes = [...pod.volumes.map(({ name }) => name), "data"];
  for (const { name } of container!.volumeMounts) assert.ok(volumes.includes(name), name);
});

test("Prometheus asks the compose file's node, at the port of its metrics", async () => {
  const { scrape_configs: jobs, rule_files: files } = parse(await read("ops/prometheus/prometheus.yml"));
  assert.deepEqual(jobs[0].static_configs[0].targets, ["node:9464"]);
  for (const file of files) await stat(join(ROOT, "ops/prometheus", file));
  const source = parse(await read("ops/grafana/provisioning/datasources/prometheus.yml"));
  assert.equal(source.datasources[0].url, "http://prometheus:9090");
  parse(await read("ops/grafana/provisioning/dashboards/trellis.yml"));
});

test("every command of the operator's guide is one that trellis takes", async () => {
  const page = await read("docs/operators.md");
  const blocks = [...page.matchAll(/```sh\n([^`]+)```/g)].map(([, block]) => block!.replaceAll("\\\n", " "));
  const lines = blocks.flatMap((block) => block.split("\n"));
  const own = lines.filter((line) => line.startsWith("trellis ")).map((line) => wordsOf(line).slice(1));
  const inside = lines.flatMap((line) => {
    const [, words] = /^docker compose run .* node +(.+)$/.exec(line) ?? [];
    return words === undefined ? [] : [wordsOf(words)];
  });
  assert.ok(
    own.length >= 6 && inside.length === 2,
    `${own.length} and ${inside.length}: the search is broken`,
  );
  for (const words of [...own, ...inside]) assert.equal(faultOf(words), undefined, words.join(" "));
  for (const [path] of page.matchAll(/ops\/[\w./-]*\w/g)) await stat(join(ROOT, path));
});

test("a command line that trellis does not take is noticed", () => {
  assert.equal(faultOf(["node"]), "--config is missing");
  assert.match(faultOf(["node", "--config", "x", "--nonsense"])!, /--nonsense/);
  assert.match(faultOf(["prover", "stack"])!, /stack is no command/);
  assert.match(faultOf(["init"])!, /argument is missing/);
});
