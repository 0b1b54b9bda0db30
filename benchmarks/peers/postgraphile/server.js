// PostGraphile 5 as its documentation has it run in production: on Node's own HTTP
// server, without GraphiQL, in as many processes as asked for.
import cluster from "node:cluster";
import { createServer } from "node:http";
import jwt from "jsonwebtoken";
import { grafserv } from "postgraphile/grafserv/node";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const { CONNECTIONS, DATABASE_URL, PORT, PROCESSES, SECRET_KEY } = process.env;
const VERIFY = { algorithms: ["HS256"], audience: "lyceum", issuer: "lyceum" };

/** Settings of the transaction of a viewer; without any there is no transaction. */
function viewerSettings(authorization) {
  if (!authorization?.startsWith("Bearer ")) return undefined;
  const claims = jwt.verify(authorization.slice("Bearer ".length), SECRET_KEY, VERIFY);
  return { "jwt.claims.user_id": claims.sub };
}

const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      connectionString: DATABASE_URL,
      schemas: ["postgraphile"],
      poolConfig: { max: Number(CONNECTIONS) },
    }),
  ],
  schema: { defaultBehavior: "-resource:insert -resource:update -resource:delete" },
  grafserv: { graphiql: false, watch: false },
  grafast: {
    explain: false,
    context({ node }) {
      return { pgSettings: viewerSettings(node?.req.headers.authorization) };
    },
  },
};

if (cluster.isPrimary && Number(PROCESSES) > 1) {
  for (let count = 0; count < Number(PROCESSES); count++) cluster.fork();
} else {
  const server = createServer({ keepAliveTimeout: 60_000 });
  server.on("error", (error) => {
    throw error;
  });
  const serv = postgraphile(preset).createServ(grafserv);
  await serv.addTo(server);
  server.listen(Number(PORT), "127.0.0.1");
}
