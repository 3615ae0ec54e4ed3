/**
 * Flags of `docker run` that take no value; every other one takes the next word, or what stands behind its `=`.
 * Source: https://docs.docker.com/reference/cli/docker/container/run/
 */
export const SWITCHES = new Set(
  `--detach --interactive --tty --rm --init --privileged --publish-all --read-only --no-healthcheck --oom-kill-disable --sig-proxy
  --disable-content-trust --quiet --help --use-api-socket`.split(/\s+/),
);

/** One-letter flags without a value, which may stand together, before one with a value: `-dit`, `-de NAME=x`. */
export const SHORT = /^-([ditPq]*)(?:([acehlmpuvw])(.*))?$/s;
