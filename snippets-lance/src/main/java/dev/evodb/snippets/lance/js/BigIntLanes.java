package dev.evodb.snippets.lance.js;

import dev.evodb.snippets.lance.LaneWeights;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.Float64Array;

/// [Lanes] in the engine's own arithmetic of large integers, for isolates that are new: they interpret
/// our loops at 40 to 80 ns a step, but add and multiply a plane of a thousand rows in half a microsecond
/// to a microsecond.
final class BigIntLanes extends EdgeLanes {
    /// Constants that grow with the largest group seen; set in one step, which a request is ended before
    /// or after.
    private final JSObject constants = none();

    @Override
    public double[] best(byte[] bytes, int from, int count, LaneWeights weights, int keep) {
        return best(
                        constants,
                        bytes,
                        from,
                        count,
                        weights.values,
                        weights.bits,
                        weights.bias,
                        weights.offset,
                        Math.min(keep, count))
                .toJavaArray();
    }

    @Override
    public void copy(byte[] from, int at, byte[] to, int toAt, int count) {
        copyBytes(from, at, to, toAt, count);
    }

    @JSBody(script = "return {v:{n:0}};")
    private static native JSObject none();

    /// Scores lie 16 bits above their lanes. Even and odd lanes are taken apart, each gets its vector's
    /// number below its score, and the engine sorts both together.
    ///
    /// Local names end in `_`: TeaVM 0.15.0 renames the parameters of this text and leaves its locals as
    /// they are, even where the two then collide.
    @JSBody(
            params = {"c", "bytes", "from", "n", "weights", "bits", "bias", "offset", "keep"},
            script = "var d_=0,j_,k_,v_,x_,t_,e_=n+1>>1,o_=n>>1,u_,m_;"
                    + "function plane_(at_){"
                    + "return BigInt('0x0'+new Uint8Array(bytes.buffer,bytes.byteOffset+from+2*at_*n,2*n).toHex());}"
                    + "function word_(w_,s_){u_.subarray(4*s_).setFromHex(w_.toString(16).padStart(8*(s_?o_:e_),'0'));}"
                    + "if(c.v.n<n){"
                    + "k_=n+(n&1);u_=new Uint32Array(k_/2);v_=u_.slice();"
                    + "for(j_=0;j_<k_;j_+=2){u_[j_/2]=j_;v_[j_/2]=j_+1;}"
                    + "x_=BigInt('0x'+'0001'.repeat(k_));m_={};"
                    + "for(t_=2;t_<5;t_+=2){m_[t_]=[];"
                    + "for(j_=0;j_<16;j_+=t_){m_[t_].push(x_*BigInt((1<<t_)-1<<j_));}}"
                    + "c.v={n:k_,one:x_,high:BigInt('0x'+'ffff0000'.repeat(k_/2+1)),m:m_,"
                    + "even:BigInt('0x0'+new Uint8Array(u_.buffer).reverse().toHex()),"
                    + "odd:BigInt('0x0'+new Uint8Array(v_.buffer).reverse().toHex())};}"
                    + "c=c.v;"
                    + "t_=BigInt.asUintN(16*n,c.one)*BigInt(offset*65536);m_=c.m[bits];"
                    + "for(j_=0;d_<weights.length;j_++){x_=plane_(j_);"
                    + "for(k_=0;k_<m_.length;k_++){v_=weights[d_++];"
                    + "if(v_){t_+=(x_&m_[k_])*BigInt(v_*(65536>>k_*bits));}}}"
                    + "if(bias>0){t_+=(plane_(j_)&c.one*BigInt(255))*BigInt(bias*65536);}"
                    + "u_=new Uint8Array(4*n);"
                    + "if(n){word_((t_&c.high)+BigInt.asUintN(32*e_,c.even),0);}"
                    + "if(o_){word_((t_>>BigInt(16)&c.high)+BigInt.asUintN(32*o_,c.odd),e_);}"
                    + "return new Float64Array(new Uint32Array(u_.reverse().buffer).sort().subarray(n-keep));")
    private static native Float64Array best(
            JSObject c,
            @JSByRef byte[] bytes,
            int from,
            int n,
            @JSByRef int[] weights,
            int bits,
            int bias,
            int offset,
            int keep);
}
