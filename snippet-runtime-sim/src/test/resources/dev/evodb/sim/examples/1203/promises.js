// Promises that go on for ever: no loop in sight, and the turn never ends.
export default {
    fetch(request) {
        function again() {
            Promise.resolve().then(again);
        }
        again();
        return new Promise(() => {});
    },
};
