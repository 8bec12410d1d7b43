import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';
import { Pool, type QueryConfig, types } from 'pg';

const SCHEMA = fileURLToPath(new URL('schema.prisma', import.meta.url));
const CHAR_ARRAY = 1002;

/**
 * Runs `fn` with Prisma's schema engine on the database at `url`, for development only. It is the WebAssembly build, which npm
 * delivers; the Prisma command line would download a native one.
 */
export async function withSchemaEngine<T>(url: string, fn: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  // Where the engine says that it panicked; without it a panic shows as a type error.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message(message: string) {
        throw new Error(`Prisma's schema engine: ${message}`);
      },
    },
  });
  const pool = cataloguePool(url);
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(catalogueAdapter(pool));
    const datamodels: [string, string][] = [['schema.prisma', await readFile(SCHEMA, 'utf8')]];
    const engine = await SchemaEngine.new({ datamodels }, () => {}, adapter);
    return await fn(engine).finally(() => engine.free());
  } finally {
    await pool.end();
  }
}

/** The SQL that turns the database at `url` into what schema.prisma says; null if it is that already. */
export async function missingSql(url: string): Promise<string | null> {
  const schema = { files: [{ path: 'schema.prisma', content: await readFile(SCHEMA, 'utf8') }] };
  const { exitCode, stdout } = await withSchemaEngine(url, (engine) =>
    engine.diff({
      from: { tag: 'schemaDatasource', ...schema, configDir: '.' },
      to: { tag: 'schemaDatamodel', ...schema },
      script: true,
      // 2 = they differ, as `prisma migrate diff --exit-code` has it.
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  return exitCode === 2 ? stdout : null;
}

/**
 * The adapter (7.10.0) refuses columns of the type "char", of which the engine reads one in PostgreSQL 18's catalogue (prisma/orm
 * issue 29635). It knows arrays of them: they go through it as such and reach the engine as the characters they are.
 */
function cataloguePool(url: string): Pool {
  const pool = new Pool({ connectionString: url });
  const query = pool.query.bind(pool);
  return Object.assign(pool, {
    query: async (request: QueryConfig) => {
      const result = await query(request);
      // A script of several statements has several results, none of them read.
      for (const field of Array.isArray(result) ? [] : result.fields)
        if (field.dataTypeID === types.builtins.CHAR) field.dataTypeID = CHAR_ARRAY;
      return result;
    },
  });
}

/** The other half of cataloguePool; and scripts go whole, since the adapter cuts them at every semicolon, those in functions too. */
function catalogueAdapter(pool: Pool): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  return Object.assign(factory, {
    connect: async () => {
      const adapter = await connect();
      const queryRaw = adapter.queryRaw.bind(adapter);
      return Object.assign(adapter, {
        executeScript: async (script: string) => {
          await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
        },
        queryRaw: async (request: SqlQuery) => {
          const result = await queryRaw(request);
          const columnTypes = result.columnTypes.map((type) =>
            type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type,
          );
          return { ...result, columnTypes };
        },
      });
    },
  });
}
