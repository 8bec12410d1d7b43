# The service for a database of its own: set DATABASE_URL. The embedded PostgreSQL and its Node are left out of the image.
# docs/deployment.md tells what is in it, how large it is, and how the base image is raised.
ARG NODE_IMAGE=node:24.21.0-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc prisma.config.ts ./
COPY prisma ./prisma
COPY bundle ./bundle
COPY src/bundle.js ./src/
# With optional packages, of which one makes the bundle.
RUN npm ci
COPY src ./src
RUN npm run bundle

# `--target lab`: the simulated CRMs and shops, for the demo profile of docker-compose.yml.
FROM build AS lab
COPY lab ./lab
USER 1000:1000
CMD ["node", "lab/simulator.ts", "--host", "0.0.0.0", "--port", "8080", "--ikcrm-port", "8081"]

FROM build AS pruned
# Prisma brings its query compiler for five databases, twice and in two sizes: 70 MB, of which the client uses the two files of PostgreSQL's small one.
RUN npm prune --omit=dev --omit=optional \
 && find node_modules/@prisma/client/runtime -name 'query_compiler_*' \
      ! -name 'query_compiler_small_bg.postgresql.mjs' ! -name 'query_compiler_small_bg.postgresql.wasm-base64.mjs' -delete \
 && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="tillbridge" org.opencontainers.image.licenses="MIT"
# What Node compiled while the image was built: the root file system may be read-only.
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/node_modules/.cache/tillbridge
WORKDIR /app
COPY --from=pruned /app/package.json ./
COPY --from=pruned /app/prisma/migrations ./prisma/migrations
COPY --from=pruned /app/node_modules ./node_modules
COPY --from=pruned /app/src ./src
RUN ln -s /app/src/cli.ts /usr/local/bin/tillbridge && chown 1000:1000 node_modules/.cache/tillbridge
# By number, so that an orchestrator sees that it is not root.
USER 1000:1000
# Both load all that they have: the one ends at a configuration that is not there, the other tells its commands.
RUN node --max-semi-space-size=16 --expose-gc src/start.js | grep -q 'The configuration has' && tillbridge --help > /dev/null
EXPOSE 3000
# A start may wait for minutes, for a table that is in use or for another replica that migrates.
HEALTHCHECK --interval=5s --timeout=3s --start-period=300s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "--expose-gc", "src/start.js"]
