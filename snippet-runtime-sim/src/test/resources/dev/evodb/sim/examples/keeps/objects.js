// Computes: classes, closures and generators.
export default {
    async fetch(request) {
        class Point {
            #x;
            constructor(x) {
                this.#x = x;
            }
            plus(other) {
                return new Point(this.#x + other.#x);
            }
            get x() {
                return this.#x;
            }
        }
        function* numbers(n) {
            for (let i = 0; i < n; i++) yield new Point(i);
        }
        const add = a => b => a.plus(b);
        let sum = new Point(0);
        for (const point of numbers(8000)) sum = add(sum)(point);
        return new Response(String(sum.x));
    },
};
