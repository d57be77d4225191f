// Computes: how many bits differ, the distance of one-bit codes.
export default {
    async fetch(request) {
        const words = Uint32Array.from({ length: 8192 }, (_, i) => Math.imul(i, 0x9e3779b1));
        let bits = 0;
        for (let i = 1; i < words.length; i++) {
            let x = words[i] ^ words[i - 1];
            x -= (x >>> 1) & 0x55555555;
            x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
            bits += Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
        }
        return new Response(String(bits));
    },
};
