// PostGraphile behind Node's HTTP server. Role, tenant and settings belong to the session (PGOPTIONS;
// the other PG variables have the address), so that no request needs a transaction. There is no token
// and no explorer.
import { createServer } from "node:http";
import { PgAggregatesPreset } from "@graphile/pg-aggregates";
import { grafserv } from "postgraphile/grafserv/node";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgService } from "postgraphile/adaptors/pg";

const preset = {
  extends: [PostGraphileAmberPreset, PgAggregatesPreset],
  disablePlugins: ["PgIndexBehaviorsPlugin"], // it would hide columns without their own index
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
