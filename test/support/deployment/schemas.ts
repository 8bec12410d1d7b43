import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { misfits } from './known-fields.ts';
import type { Manifest } from './manifests.ts';

const OF_KUBERNETES = 'kubernetes-models';
/** What Kubernetes and the Prometheus operator know of each kind: a schema, and a type for the fields that are none. */
const KINDS = {
  Deployment: { model: Deployment, module: `${OF_KUBERNETES}/apps/v1/Deployment` },
  Service: { model: Service, module: `${OF_KUBERNETES}/v1/Service` },
  ConfigMap: { model: ConfigMap, module: `${OF_KUBERNETES}/v1/ConfigMap` },
  Secret: { model: Secret, module: `${OF_KUBERNETES}/v1/Secret` },
  PodDisruptionBudget: { model: PodDisruptionBudget, module: `${OF_KUBERNETES}/policy/v1/PodDisruptionBudget` },
  ServiceMonitor: {
    model: ServiceMonitor,
    module: '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor',
  },
};

function isKnown(kind: string): kind is keyof typeof KINDS {
  return Object.hasOwn(KINDS, kind);
}

/** What is wrong with objects of a cluster: a kind or version that nobody knows, a value that its schema refuses, a field that there is not. */
export function faultsOfManifests(manifests: readonly Pick<Manifest, 'apiVersion' | 'kind' | 'document'>[]): string[] {
  const faults: string[] = [];
  const literals = manifests.flatMap(({ apiVersion, kind, document }) => {
    if (!isKnown(kind) || KINDS[kind].model.apiVersion !== apiVersion) {
      faults.push(`${kind}: there is none of ${apiVersion}`);
      return [];
    }
    const { model, module } = KINDS[kind];
    try {
      Object.assign(new model(), document).validate();
    } catch (error) {
      faults.push(`${kind}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return [{ name: kind, module, type: `I${kind}`, literal: document }];
  });
  return [...faults, ...misfits(literals)];
}
