// PostGraphile behind Node's own HTTP server. Role, tenant and settings are those of the session
// (PGOPTIONS; the other PG variables say where), so that no request needs a transaction; there is no token and no explorer.
import { createServer } from "node:http";
import { PgAggregatesPreset } from "@graphile/pg-aggregates";
import { grafserv } from "postgraphile/grafserv/node";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgService } from "postgraphile/adaptors/pg";

const preset = {
  extends: [PostGraphileAmberPreset, PgAggregatesPreset],
  disablePlugins: ["PgIndexBehaviorsPlugin"], // it hides columns without an index of their own
  pgServices: [
    makePgService({
      poolConfig: {
        max: Number(process.env.BENCH_POOL_SIZE),
        min: Number(process.env.BENCH_POOL_SIZE),
      },
      schemas: ["public"],
      pubsub: false,
    }),
  ],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false },
  grafast: { explain: false },
};

const service = postgraphile(preset).createServ(grafserv);
const server = createServer();
await service.addTo(server);
server.listen(Number(process.env.PORT), "127.0.0.1");
