/** A unit of deployment and of code: what is deployed under one name and runs one entry. */
export interface Service {
  readonly id: string;
  /** Other names of it: the deployed names. */
  readonly aliases: readonly string[];
  /** Folders of its code, relative to the root. */
  readonly roots: readonly string[];
  readonly entry: string | null;
  /** Names that its image or the platform gives it (`ENV` in a Dockerfile, `PORT`, `K_SERVICE`). */
  readonly imageNames: readonly string[];
  /** It reads names that only run time knows, so nothing given to it may be called unused. */
  readonly readsDynamically: boolean;
}
