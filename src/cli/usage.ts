/** A command line that means nothing: the usage is shown with it. */
export class UsageError extends Error {}
