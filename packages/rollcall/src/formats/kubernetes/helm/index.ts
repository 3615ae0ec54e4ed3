export { chartsAmong, renderChart } from './charts.ts';
