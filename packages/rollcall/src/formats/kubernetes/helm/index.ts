export { chartsAmong, renderChart } from './charts.ts';
export { type HelmRelease, readRelease } from './release.ts';
