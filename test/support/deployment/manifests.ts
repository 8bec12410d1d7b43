import { readdirSync, readFileSync } from 'node:fs';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { parseAllDocuments } from 'yaml';

const FOLDER = 'ops/kubernetes';
const KUSTOMIZATION = 'kustomization.yaml';

const Labels = Type.Record(Type.String(), Type.String());
const Probe = Type.Object({
  httpGet: Type.Object({ path: Type.String(), port: Type.String() }),
  periodSeconds: Type.Integer(),
  failureThreshold: Type.Integer(),
});
const Container = Type.Object({
  image: Type.String(),
  ports: Type.Array(Type.Object({ name: Type.String(), containerPort: Type.Integer() })),
  envFrom: Type.Array(Type.Object({ configMapRef: Type.Object({ name: Type.String() }) })),
  env: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
  volumeMounts: Type.Array(
    Type.Object({ name: Type.String(), mountPath: Type.String(), readOnly: Type.Literal(true) }),
  ),
  startupProbe: Probe,
  livenessProbe: Probe,
  readinessProbe: Probe,
  lifecycle: Type.Object({ preStop: Type.Object({ exec: Type.Object({ command: Type.Array(Type.String()) }) }) }),
  resources: Type.Object({ requests: Labels, limits: Labels }),
  securityContext: Type.Object({
    allowPrivilegeEscalation: Type.Literal(false),
    readOnlyRootFilesystem: Type.Literal(true),
    capabilities: Type.Object({ drop: Type.Tuple([Type.Literal('ALL')]) }),
  }),
});
const Pod = Type.Object({
  automountServiceAccountToken: Type.Literal(false),
  terminationGracePeriodSeconds: Type.Integer(),
  securityContext: Type.Object({
    runAsNonRoot: Type.Literal(true),
    runAsUser: Type.Integer(),
    runAsGroup: Type.Integer(),
    seccompProfile: Type.Object({ type: Type.Literal('RuntimeDefault') }),
  }),
  containers: Type.Tuple([Container]),
  volumes: Type.Array(
    Type.Object({
      name: Type.String(),
      secret: Type.Optional(Type.Object({ secretName: Type.String() })),
      configMap: Type.Optional(Type.Object({ name: Type.String() })),
    }),
  ),
});
const Selector = Type.Object({ matchLabels: Labels });
const OF_KIND = {
  Deployment: Type.Object({
    spec: Type.Object({
      selector: Selector,
      strategy: Type.Object({
        rollingUpdate: Type.Object({ maxUnavailable: Type.Integer(), maxSurge: Type.Integer() }),
      }),
      template: Type.Object({ metadata: Type.Object({ labels: Labels }), spec: Pod }),
    }),
  }),
  Service: Type.Object({
    metadata: Type.Object({ labels: Labels }),
    spec: Type.Object({
      selector: Labels,
      ports: Type.Array(Type.Object({ name: Type.String(), port: Type.Integer(), targetPort: Type.String() })),
    }),
  }),
  PodDisruptionBudget: Type.Object({ spec: Type.Object({ maxUnavailable: Type.Integer(), selector: Selector }) }),
  ConfigMap: Type.Object({ data: Labels }),
  Secret: Type.Object({ stringData: Labels }),
  ServiceMonitor: Type.Object({
    spec: Type.Object({
      selector: Selector,
      endpoints: Type.Array(Type.Object({ port: Type.String(), path: Type.String() })),
    }),
  }),
  Kustomization: Type.Object({
    resources: Type.Array(Type.String()),
    images: Type.Array(Type.Object({ name: Type.String() })),
  }),
};
const Head = Type.Object({
  apiVersion: Type.String(),
  kind: Type.String(),
  metadata: Type.Optional(Type.Object({ name: Type.String() })),
});

type ManifestKind = keyof typeof OF_KIND;

/** A document of `ops/kubernetes`. */
export interface Manifest {
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Null for what is no object of a cluster. */
  readonly name: string | null;
  readonly document: object;
}

/** The files that are no list of others. */
export function manifestFiles(): string[] {
  return readdirSync(FOLDER).filter((file) => file !== KUSTOMIZATION);
}

/** Every document of the folder. Throws where YAML is not sound, or says a key twice. */
export function readManifests(): Manifest[] {
  return readdirSync(FOLDER).flatMap((file) =>
    parseAllDocuments(readFileSync(`${FOLDER}/${file}`, 'utf8')).map((parsed) => {
      const [problem] = [...parsed.errors, ...parsed.warnings];
      if (problem !== undefined) throw problem;
      const document: unknown = parsed.toJS();
      const { apiVersion, kind, metadata } = Value.Parse(Head, document);
      return { file, apiVersion, kind, name: metadata?.name ?? null, document: Object(document) };
    }),
  );
}

/** What the only document of a kind, or that of a name, says. */
export function manifestOf<Kind extends ManifestKind>(kind: Kind, name?: string): Static<(typeof OF_KIND)[Kind]> {
  const found = readManifests().filter((each) => each.kind === kind && (name === undefined || each.name === name));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`There are ${found.length} of ${kind} ${name ?? ''}`);
  return Value.Parse(OF_KIND[kind], only.document);
}
