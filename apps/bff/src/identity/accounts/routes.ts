import { Account, AccountChange, AccountList, Identifier, NewAccount, NewPassword } from "@catalog-deck/contract";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Clock } from "../../lib/clock.ts";
import { authorityOf } from "../authority.ts";
import { requesterOf } from "../requester.ts";
import type { AccountAdministration } from "./administration.ts";

const Params = z.object({ accountId: Identifier });

/** The administration of local accounts, for admins. */
export async function accountRoutes(
  app: FastifyInstance,
  { administration, clock }: { administration: AccountAdministration; clock: Clock },
): Promise<void> {
  const asker = (request: FastifyRequest) => ({
    ...requesterOf(request),
    authority: authorityOf(request.person, clock),
  });
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get("", { config: { access: "admin" }, schema: { response: { 200: AccountList } } }, async () => ({
    items: await administration.list(),
  }));

  routes.post(
    "",
    { config: { access: "admin" }, schema: { body: NewAccount, response: { 201: Account } } },
    async (request, reply) => {
      const account = await administration.create(request.body, asker(request));
      return reply.code(201).header("location", `/api/accounts/${account.id}`).send(account);
    },
  );

  routes.patch(
    "/:accountId",
    { config: { access: "admin" }, schema: { params: Params, body: AccountChange, response: { 200: Account } } },
    async (request) => administration.change(request.params.accountId, request.body, asker(request)),
  );

  routes.post(
    "/:accountId/password",
    {
      config: { access: "admin" },
      schema: { params: Params, body: NewPassword, response: { 204: z.undefined().describe("set") } },
    },
    async (request, reply) => {
      await administration.setPassword(request.params.accountId, request.body.password, asker(request));
      return reply.code(204).send();
    },
  );
}
