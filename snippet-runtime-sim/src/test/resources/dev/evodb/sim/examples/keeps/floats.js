// Computes: floating point, also its functions. The answer is the bits of the results.
export default {
    async fetch(request) {
        const f = new Float32Array(4096);
        for (let i = 0; i < f.length; i++) f[i] = Math.sin(i) * Math.sqrt(i) / 3;
        let sum = 0;
        for (let i = 0; i < f.length; i++) sum += f[i] * f[4095 - i];
        return new Response(new Uint8Array(new Float64Array([sum, Math.fround(sum), Math.exp(sum % 3)]).buffer));
    },
};
