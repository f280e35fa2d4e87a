import type { ImageDetail } from "@catalog-deck/contract";
import { ageInWords } from "@catalog-deck/domain";
import { useNow } from "../../lib/now.ts";
import { dateTimeInWords } from "../../lib/places.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { LabelledId } from "../../ui/labelled-id.tsx";
import { sessionKindOf, systemOf } from "./image-list.ts";

/** Every fact that Citrix gives about an image; words that nobody knows are shown as they are. */
export function ImageFacts({ image }: { image: ImageDetail }) {
  return (
    <>
      <Facts>
        <Fact term="System">{systemOf(image)}</Fact>
        <Fact term="VDA version">{image.vdaVersion}</Fact>
        <Fact term="Sessions">{sessionKindOf(image.sessionSupport)}</Fact>
        <Fact term="Platform">{platformOf(image)}</Fact>
        <Fact term="Region">{image.region}</Fact>
        <Fact term="Subscription">{image.subscriptionName}</Fact>
        <Fact term="Resource group">{image.resourceGroup}</Fact>
        <Fact term="Disk">{image.diskSizeInGB === undefined ? undefined : `${image.diskSizeInGB} GB`}</Fact>
        <Fact term="VM generation">{image.hyperVGen}</Fact>
        <Fact term="Created">{image.createdDate && <When iso={image.createdDate} />}</Fact>
        <Fact term="Finished">
          {image.finalizedDate ? <When iso={image.finalizedDate} /> : image.state === "Ready" ? undefined : "not yet"}
        </Fact>
        {image.storageAccount ? <Fact term="Storage account">{image.storageAccount}</Fact> : null}
        {image.notes ? <Fact term="Notes">{image.notes}</Fact> : null}
      </Facts>
      <div className="mt-3 flex flex-wrap gap-x-8 gap-y-1 px-4">
        <LabelledId term="Image" id={image.id} label="image id" />
        {image.transactionId ? <LabelledId term="Transaction" id={image.transactionId} label="transaction id" /> : null}
      </div>
    </>
  );
}

function When({ iso }: { iso: string }) {
  const now = useNow(15_000);
  return (
    <time dateTime={iso}>
      {dateTimeInWords(iso)} <span className="text-muted">({ageInWords(now.getTime() - Date.parse(iso))})</span>
    </time>
  );
}

function platformOf(image: ImageDetail): string | undefined {
  const kind = image.isServerOs === undefined ? "" : image.isServerOs ? " server" : " desktop";
  return image.osPlatform === undefined ? undefined : `${image.osPlatform}${kind}`;
}
