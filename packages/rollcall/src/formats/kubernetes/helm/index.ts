export { chartsAmong } from './chart.ts';
export { renderChart } from './charts.ts';
export { type HelmRelease, readRelease } from './release.ts';
