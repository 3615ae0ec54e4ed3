/** Where `rollcall init --ci` can put a comparison of each pull request. */
export const CI_HOSTS = ['github', 'gitlab', 'cloudbuild'] as const;

export type CiHost = (typeof CI_HOSTS)[number];
