// The main module of a coordinator: the build joins it with the compiled text. Assigned, not exported: whoever deploys it adds
// the program and the export.
import { open } from './dealt.js';

EVODB_COORDINATE = open;
