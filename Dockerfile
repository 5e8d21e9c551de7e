# Two stages: the first installs production dependencies only, the second carries no npm cache and no root.
# Cards as PNG need the optional resvg, and a font with the letters of all three languages.
FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY tools/runtime/package.json tools/runtime/package.json
RUN npm ci --omit=dev --omit=optional
RUN npm install --prefix /cards "@resvg/resvg-js@$(node -p "require('./package.json').peerDependencies['@resvg/resvg-js']")"

FROM node:26-slim
ENV NODE_ENV=production NODE_COMPILE_CACHE=/tmp/vigie-compile-cache
RUN apt-get update && apt-get install -y --no-install-recommends fonts-dejavu-core && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /cards/node_modules/@resvg node_modules/@resvg
COPY package.json LICENSE ./
COPY bin bin
COPY src src
COPY config config
COPY docs/methodology*.md docs/
RUN mkdir -p /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/vigie.js"]
CMD ["serve", "--config", "config/vigie.yaml", "--data", "/data", "--host", "0.0.0.0"]
