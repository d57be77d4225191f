// No JavaScript: the module does not even compile.
export default {
    async fetch() {
