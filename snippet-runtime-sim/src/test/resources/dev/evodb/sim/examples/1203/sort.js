// One call of a built-in function, with a comparison that takes its time.
export default {
    async fetch(request) {
        const numbers = Array.from({ length: 400000 }, (_, i) => (i * 7919) % 400009);
        numbers.sort((a, b) => {
            for (let i = 0; i < 200; i++) a += Math.sin(i) * 1e-9;
            return a - b;
        });
        return new Response(String(numbers[0]));
    },
};
