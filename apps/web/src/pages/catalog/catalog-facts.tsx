import type { Catalog } from "@catalog-deck/contract";
import { timeInWords } from "../../lib/places.ts";
import { CopyableId } from "../../ui/copy-button.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";

const sessionKinds: Record<string, string> = { SingleSession: "single session", MultiSession: "multi session" };
const allocations: Record<string, string> = { Random: "random (pooled)", Permanent: "permanent (static)" };

// catalogservice.md, section 5 "Catalog", catalogType
const kinds: Record<string, string> = {
  ManagedNonDomainJoined: "managed by Citrix, not domain joined",
  ManagedDomainJoined: "managed by Citrix, domain joined",
  CustomerDomainJoined: "own subscription, domain joined",
  CustomerNonDomainJoined: "own subscription, not domain joined",
  CustomerAzureAdJoined: "own subscription, Entra joined",
  ManagedHybridEntraIdJoined: "managed by Citrix, Entra hybrid joined",
};

/** Every fact that Citrix gives about a catalog; words that nobody knows are shown as they are. */
export function CatalogFacts({ catalog, now }: { catalog: Catalog; now: Date }) {
  return (
    <Facts>
      <Fact term="Machines">{catalog.totalMachinesInCatalog}</Fact>
      <Fact term="Users">{usersInWords(catalog)}</Fact>
      <Fact term="Sessions">{sessionKinds[catalog.sessionSupport] ?? catalog.sessionSupport}</Fact>
      <Fact term="Allocation">{allocationInWords(catalog)}</Fact>
      <Fact term="Region">{catalog.region}</Fact>
      <Fact term="Machine size">{catalog.vmTypeInstanceType}</Fact>
      <Fact term="Domain">{domainInWords(catalog)}</Fact>
      <Fact term="Subscription">{catalog.subscriptionName}</Fact>
      <Fact term="Resource group">{catalog.resourceGroup}</Fact>
      <Fact term="Kind">{kindInWords(catalog)}</Fact>
      <Fact term="Workspace">
        {catalog.storeFrontUrl?.startsWith("https://") ? (
          <a href={catalog.storeFrontUrl} target="_blank" rel="noreferrer" className="text-accent underline">
            {catalog.storeFrontUrl.replace(/^https:\/\//, "")}
          </a>
        ) : (
          catalog.storeFrontUrl
        )}
      </Fact>
      <Fact term="Last changed">{catalog.lastModifiedTime && timeInWords(catalog.lastModifiedTime, now)}</Fact>
      <Fact term="Catalog id">
        <CopyableId id={catalog.id} label="catalog id" />
      </Fact>
      {catalog.transactionId ? (
        <Fact term="Transaction">
          <CopyableId id={catalog.transactionId} label="transaction id" />
        </Fact>
      ) : null}
    </Facts>
  );
}

function usersInWords({ numOfUsers, maxNumOfUsers }: Catalog): string | undefined {
  if (numOfUsers === undefined) return maxNumOfUsers === undefined ? undefined : `at most ${maxNumOfUsers}`;
  return maxNumOfUsers === undefined ? String(numOfUsers) : `${numOfUsers} of at most ${maxNumOfUsers}`;
}

function allocationInWords({ allocationType, persistStaticAllocatedVmDisks }: Catalog): string {
  const words = allocations[allocationType] ?? allocationType;
  return persistStaticAllocatedVmDisks ? `${words}, machines keep their disk` : words;
}

function domainInWords({ domainName, isAzureAdJoined, domainJoined }: Catalog): string | undefined {
  if (domainName) return domainName;
  if (isAzureAdJoined) return "Entra joined";
  return domainJoined === false ? "not joined to a domain" : undefined;
}

function kindInWords({ isRemotePcCatalog, catalogType }: Catalog): string | undefined {
  if (isRemotePcCatalog) return "Remote PC: physical machines";
  return catalogType === undefined ? undefined : (kinds[catalogType] ?? catalogType);
}
