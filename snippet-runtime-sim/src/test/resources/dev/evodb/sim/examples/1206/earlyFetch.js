// A subrequest while the module loads.
const early = await fetch('https://store.example/object');
export default {
    fetch() {
        return new Response(String(early.status));
    },
};
