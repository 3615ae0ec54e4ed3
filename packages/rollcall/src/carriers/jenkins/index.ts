export { readJenkinsfile } from './jenkinsfile.ts';
