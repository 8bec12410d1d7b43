import { SerializerSelector } from '@fastify/fast-json-stringify-compiler';

type SerializerFactory = ReturnType<typeof SerializerSelector>;

/** Fastify's own serializers, each compiled with the first answer it writes: most are never asked for, and all of them are half of a start. */
export function serializersWhenAsked(): SerializerFactory {
  const build = SerializerSelector();
  return (schemas, options) => {
    const compile = build(schemas, options);
    return (route) => {
      const serialize = once(() => compile(route));
      return (answer: unknown) => serialize()(answer);
    };
  };
}

/** Makes a thing when it is first asked for, and gives that one ever after. */
export function once<Thing>(make: () => Thing): () => Thing {
  let made: { readonly thing: Thing } | null = null;
  return () => {
    made ??= { thing: make() };
    return made.thing;
  };
}
