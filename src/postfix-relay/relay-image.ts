import { ContainerImage } from "../docker";

/** What an image expects to be told, and how. */
export enum RelayImageKind {
  /** The image of this library: files in `/config`. */
  POSTFIX_RELAY = "postfix-relay",
  /** The image `boky/postfix`: its environment. */
  BOKY = "boky/postfix",
  /** The image `devture/exim-relay`: its environment. */
  EXIM = "devture/exim-relay",
}

/** The image of a relay, and what kind of image it is. */
export class RelayImage {
  /** The image that this library authors, built on the host of the relay. All props of `PostfixRelay` need it. */
  public static bundled(): RelayImage {
    return new RelayImage(ContainerImage.bundled("postfix-relay"), RelayImageKind.POSTFIX_RELAY);
  }

  /**
   * The image that this library authors, from a registry to which you have pushed it.
   *
   * @param reference - its full name
   * @throws an error when that is no name of an image
   */
  public static fromRegistry(reference: string): RelayImage {
    return new RelayImage(ContainerImage.fromRegistry(reference), RelayImageKind.POSTFIX_RELAY);
  }

  /**
   * The image `boky/postfix`. It is not tested here, has fewer settings, and may not be published: its own idea of a
   * client is all private networks.
   *
   * @param reference - its full name
   * @throws an error when that is no name of an image
   * @see https://github.com/bokysan/docker-postfix
   */
  public static boky(reference = "boky/postfix:v5.1.0"): RelayImage {
    return new RelayImage(ContainerImage.fromRegistry(reference), RelayImageKind.BOKY);
  }

  /**
   * The image `devture/exim-relay`, which runs without root. It is not tested here, has fewer settings, and may not be
   * published.
   *
   * @param reference - its full name
   * @throws an error when that is no name of an image
   * @see https://github.com/devture/exim-relay
   */
  public static exim(reference = "ghcr.io/devture/exim-relay:4.99.1-r0-2"): RelayImage {
    return new RelayImage(ContainerImage.fromRegistry(reference), RelayImageKind.EXIM);
  }

  private constructor(
    /** The image. */
    public readonly image: ContainerImage,
    /** What kind of image it is. */
    public readonly kind: RelayImageKind,
  ) {}
}
