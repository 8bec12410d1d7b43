# The service for a database of its own: set DATABASE_URL. The embedded PostgreSQL and its Node are left out of the image.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma ./prisma
COPY bundle ./bundle
COPY src/bundle.js ./src/
# With optional packages, of which one makes the bundle.
RUN npm ci
COPY src ./src
RUN npm run bundle && npm prune --omit=dev --omit=optional

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/prisma ./prisma
COPY --from=build /app/src ./src
# Where a start keeps what it has compiled, for the next one.
RUN chown node node_modules/.cache/tillbridge
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "--expose-gc", "src/start.js"]
