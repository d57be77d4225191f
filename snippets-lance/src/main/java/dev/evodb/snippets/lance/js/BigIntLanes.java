package dev.evodb.snippets.lance.js;

import dev.evodb.snippets.lance.Lanes;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.Float64Array;

/// [Lanes] in the engine's own arithmetic of large integers. A new isolate interprets our loops at 40 to
/// 80 ns a step, but adds and multiplies a plane of a thousand rows in half a microsecond to a
/// microsecond.
final class BigIntLanes implements Lanes {
    /// Constants that grow with the largest code seen.
    private final JSObject state = state();

    @Override
    public Code code(byte[] bytes, int from, int rows, int planes, int bits, boolean hasBias) {
        JSObject code = parse(bytes, from, rows, planes, bits, hasBias ? 1 : 0);
        return (weights, biasWeight, keep) ->
                best(state, code, weights, biasWeight, keep).toJavaArray();
    }

    @Override
    public void sort(double[] values) {
        sortNumbers(values);
    }

    @JSBody(script = "return {n:0};")
    private static native JSObject state();

    @JSBody(params = "values", script = "values.sort();")
    private static native void sortNumbers(@JSByRef double[] values);

    /// Planes become integers.
    ///
    /// Local names end in `_`: TeaVM 0.15.0 renames the parameters of this text and leaves its locals as
    /// they are, even where the two then collide.
    @JSBody(
            params = {"bytes", "from", "rows", "planes", "bits", "biases"},
            script = "var x_=[],i_,w_=2*rows;"
                    + "for(i_=0;i_<planes+biases;i_++){"
                    + "x_.push(BigInt('0x0'+new Uint8Array(bytes.buffer,bytes.byteOffset+from+i_*w_,w_).toHex()));}"
                    + "return {x:x_,n:rows,p:planes,b:bits};")
    private static native JSObject parse(@JSByRef byte[] bytes, int from, int rows, int planes, int bits, int biases);

    /// Sums lie 16 bits above their lanes. Even and odd lanes are taken apart, each gets its row below its
    /// sum, and the engine sorts both together.
    @JSBody(
            params = {"state", "code", "weights", "bias", "keep"},
            script = "var n_=code.n,b_=code.b,f_=(1<<b_)-1,c_=state,s_=0,d_=0,j_,k_,v_,x_,t_,e_,o_,u_,m_;"
                    + "if(!n_){return new Float64Array(0);}"
                    + "if(c_.n<n_){"
                    + "k_=n_+(n_&1);u_=new Uint32Array(k_/2);o_=u_.slice();"
                    + "for(j_=0;j_<k_;j_+=2){u_[j_/2]=j_;o_[j_/2]=j_+1;}"
                    + "e_=BigInt('0x0'+new Uint8Array(u_.buffer).reverse().toHex());"
                    + "o_=BigInt('0x0'+new Uint8Array(o_.buffer).reverse().toHex());"
                    + "x_=BigInt('0x'+'0001'.repeat(k_));"
                    + "c_={one:x_,high:BigInt('0x0'+'ffff0000'.repeat(k_/2+1)),even:e_,odd:o_,m:{},n:k_};"
                    + "for(k_=2;k_<5;k_+=2){c_.m[k_]=[];"
                    + "for(j_=0;j_<16;j_+=k_){c_.m[k_].push(x_*BigInt((1<<k_)-1<<j_));}}"
                    + "Object.assign(state,c_);}"
                    + "for(j_=0;j_<weights.length;j_++){if(weights[j_]<0){s_-=weights[j_]*f_;}}"
                    + "t_=BigInt.asUintN(16*n_,c_.one)*BigInt(s_*65536);"
                    + "m_=c_.m[b_];"
                    + "for(j_=0;j_<code.p;j_++){x_=code.x[j_];"
                    + "for(k_=0;k_<m_.length;k_++){v_=weights[d_++];"
                    + "if(v_){t_+=(x_&m_[k_])*BigInt(v_*(65536>>k_*b_));}}}"
                    + "if(bias>0){t_+=(code.x[code.p]&c_.one*BigInt(255))*BigInt(bias*65536);}"
                    + "e_=n_+1>>1;o_=n_>>1;u_=new Uint8Array(4*n_);"
                    + "u_.setFromHex(((t_&c_.high)+BigInt.asUintN(32*e_,c_.even)).toString(16).padStart(8*e_,'0'));"
                    + "if(o_){u_.subarray(4*e_).setFromHex("
                    + "((t_>>BigInt(16)&c_.high)+BigInt.asUintN(32*o_,c_.odd)).toString(16).padStart(8*o_,'0'));}"
                    + "u_=new Uint32Array(u_.reverse().buffer).sort();"
                    + "return new Float64Array(keep<n_?u_.subarray(n_-keep):u_);")
    private static native Float64Array best(JSObject state, JSObject code, @JSByRef int[] weights, int bias, int keep);
}
