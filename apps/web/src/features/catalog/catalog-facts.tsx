import type { Catalog } from "@catalog-deck/contract";
import * as m from "../../i18n/messages.js";
import { numberInWords, timeInWords } from "../../lib/formatting.ts";
import { CopyableId } from "../../ui/copy-button.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";

const sessionKinds: Record<string, string> = { SingleSession: m.sessions_single(), MultiSession: m.sessions_multi() };
const allocations: Record<string, string> = { Random: m.allocation_random(), Permanent: m.allocation_static() };

// citrix-api.md#catalog, catalogType
const kinds: Record<string, string> = {
  ManagedNonDomainJoined: m.kind_managed_not_joined(),
  ManagedDomainJoined: m.kind_managed_joined(),
  CustomerDomainJoined: m.kind_own_joined(),
  CustomerNonDomainJoined: m.kind_own_not_joined(),
  CustomerAzureAdJoined: m.kind_own_entra(),
  ManagedHybridEntraIdJoined: m.kind_managed_hybrid(),
};

/** Every fact that Citrix gives about a catalog; words that nobody knows are shown as they are. */
export function CatalogFacts({ catalog, now }: { catalog: Catalog; now: Date }) {
  return (
    <Facts>
      <Fact term={m.fact_machines()}>{catalog.totalMachinesInCatalog}</Fact>
      <Fact term={m.fact_users()}>{usersInWords(catalog)}</Fact>
      <Fact term={m.fact_sessions()}>{sessionKinds[catalog.sessionSupport] ?? catalog.sessionSupport}</Fact>
      <Fact term={m.fact_allocation()}>{allocationInWords(catalog)}</Fact>
      <Fact term={m.fact_region()}>{catalog.region}</Fact>
      <Fact term={m.fact_machine_size()}>{catalog.vmTypeInstanceType}</Fact>
      <Fact term={m.fact_domain()}>{domainInWords(catalog)}</Fact>
      <Fact term={m.fact_subscription()}>{catalog.subscriptionName}</Fact>
      <Fact term={m.fact_resource_group()}>{catalog.resourceGroup}</Fact>
      <Fact term={m.fact_kind()}>{kindInWords(catalog)}</Fact>
      <Fact term={m.fact_workspace()}>
        {catalog.storeFrontUrl?.startsWith("https://") ? (
          <a href={catalog.storeFrontUrl} target="_blank" rel="noreferrer" className="text-accent underline">
            {catalog.storeFrontUrl.replace(/^https:\/\//, "")}
          </a>
        ) : (
          catalog.storeFrontUrl
        )}
      </Fact>
      <Fact term={m.fact_last_changed()}>{catalog.lastModifiedTime && timeInWords(catalog.lastModifiedTime, now)}</Fact>
      <Fact term={m.fact_catalog_id()}>
        <CopyableId id={catalog.id} label={m.catalog_id()} />
      </Fact>
      {catalog.transactionId ? (
        <Fact term={m.fact_transaction()}>
          <CopyableId id={catalog.transactionId} label={m.transaction_id()} />
        </Fact>
      ) : null}
    </Facts>
  );
}

function usersInWords({ numOfUsers, maxNumOfUsers }: Catalog): string | undefined {
  if (numOfUsers === undefined)
    return maxNumOfUsers === undefined ? undefined : m.users_at_most({ most: numberInWords(maxNumOfUsers) });
  return maxNumOfUsers === undefined
    ? numberInWords(numOfUsers)
    : m.users_of_most({ count: numberInWords(numOfUsers), most: numberInWords(maxNumOfUsers) });
}

function allocationInWords({ allocationType, persistStaticAllocatedVmDisks }: Catalog): string {
  const words = allocations[allocationType] ?? allocationType;
  return persistStaticAllocatedVmDisks ? m.allocation_keeps_disk({ words }) : words;
}

function domainInWords({ domainName, isAzureAdJoined, domainJoined }: Catalog): string | undefined {
  if (domainName) return domainName;
  if (isAzureAdJoined) return m.domain_entra_joined();
  return domainJoined === false ? m.domain_not_joined() : undefined;
}

function kindInWords({ isRemotePcCatalog, catalogType }: Catalog): string | undefined {
  if (isRemotePcCatalog) return m.remote_pc_machines();
  return catalogType === undefined ? undefined : (kinds[catalogType] ?? catalogType);
}
