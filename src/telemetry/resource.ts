import { defaultResource, type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import type { TelemetryConfig } from '../config/config.ts';

/** What is told of this process with all that it exports. `instanceId`: tells it from other replicas, and from itself after a new start. */
export function resourceOf({ serviceName, resourceAttributes }: TelemetryConfig, instanceId: string): Resource {
  return defaultResource().merge(
    resourceFromAttributes({
      'service.instance.id': instanceId,
      ...resourceAttributes,
      [ATTR_SERVICE_NAME]: serviceName,
    }),
  );
}

/** What is told of it, for those who write it by themselves: all of it is text. */
export function textsOf({ attributes }: Resource): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
}
