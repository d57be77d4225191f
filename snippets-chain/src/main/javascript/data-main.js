// The main module of a coordinator: the build joins it with the compiled text. Assigned, not exported: whoever deploys it adds
// the program and the export.
import { open } from './data.js';

EVODB_COORDINATE = open;
