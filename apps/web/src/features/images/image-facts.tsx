import type { ImageWithUses } from "../../api/images.ts";
import * as m from "../../i18n/messages.js";
import { When } from "../../shared/when.tsx";
import { LabeledId } from "../../ui/copy-button.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { sessionKindOf, systemOf } from "./image-list.ts";

/** Every fact that Citrix gives about an image; words that nobody knows are shown as they are. */
export function ImageFacts({ image }: { image: ImageWithUses }) {
  return (
    <>
      <Facts>
        <Fact term={m.fact_system()}>{systemOf(image)}</Fact>
        <Fact term={m.fact_vda()}>{image.vdaVersion}</Fact>
        <Fact term={m.fact_sessions()}>{sessionKindOf(image.sessionSupport)}</Fact>
        <Fact term={m.fact_platform()}>{platformOf(image)}</Fact>
        <Fact term={m.fact_region()}>{image.region}</Fact>
        <Fact term={m.fact_subscription()}>{image.subscriptionName}</Fact>
        <Fact term={m.fact_resource_group()}>{image.resourceGroup}</Fact>
        <Fact term={m.fact_disk()}>{image.diskSizeInGB === undefined ? undefined : `${image.diskSizeInGB} GB`}</Fact>
        <Fact term={m.fact_vm_generation()}>{image.hyperVGen}</Fact>
        <Fact term={m.fact_created()}>{image.createdDate && <When iso={image.createdDate} />}</Fact>
        <Fact term={m.fact_finished()}>
          {image.finalizedDate ? <When iso={image.finalizedDate} /> : image.state === "Ready" ? undefined : m.not_yet()}
        </Fact>
        {image.storageAccount ? <Fact term={m.fact_storage()}>{image.storageAccount}</Fact> : null}
        {image.notes ? <Fact term={m.fact_notes()}>{image.notes}</Fact> : null}
      </Facts>
      <div className="mt-3 flex flex-wrap gap-x-8 gap-y-1 border-x border-transparent px-4">
        <LabeledId term={m.column_image()} id={image.id} label={m.image_id()} />
        {image.transactionId ? (
          <LabeledId term={m.fact_transaction()} id={image.transactionId} label={m.transaction_id()} />
        ) : null}
      </div>
    </>
  );
}

function platformOf(image: ImageWithUses): string | undefined {
  const { osPlatform: platform, isServerOs } = image;
  if (platform === undefined || isServerOs === undefined) return platform;
  return isServerOs ? m.platform_server({ platform }) : m.platform_desktop({ platform });
}
