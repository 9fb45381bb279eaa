import type { TerraformStack } from "cdktf";

/**
 * Everything holds from the first release that reads images by tag and digest up to the last 4.x; the bindings would
 * pin 3.x alone.
 */
const PROVIDER_VERSIONS = ">= 3.6.2, < 5.0.0";

/** `terraform_data` appeared in 1.4. */
const TERRAFORM_VERSIONS = ">= 1.4.0";

/** Says which versions of Terraform and of the provider the stack runs with. */
export function requireVersions(stack: TerraformStack): void {
  stack.addOverride("terraform.required_version", TERRAFORM_VERSIONS);
  stack.addOverride("terraform.required_providers.docker.version", PROVIDER_VERSIONS);
}
