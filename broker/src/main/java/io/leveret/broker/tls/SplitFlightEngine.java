package io.leveret.broker.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * A server's engine whose first flight of TLS 1.3 does not end in the record in which its other messages end.
 *
 * <p>The JDK puts all encrypted messages of that flight into one record. RabbitMQ's Java client with NIO (seen with
 * 5.35.0) leaves a record's tasks out of account when it asks for more input: it then waits for a record that never
 * comes, and the handshake times out. Other servers send a record for each message, so it does not show there. Here the
 * records behind as many octets as the certificates have are shorter than a Finished, so that it always ends in one in
 * which nothing else does. Records may be cut anywhere (RFC 8446, section 5.1). Sessions of TLS 1.3 are not resumed
 * ({@link TlsContext}), so there is always a certificate.
 */
final class SplitFlightEngine extends SSLEngine {
    /** Header, tag and content type around what a record of TLS 1.3 holds. */
    private static final int OVERHEAD_BYTES = 5 + 16 + 1;

    private static final int FULL_BYTES = 16_384;

    /** Less than the shortest Finished, which has 36 octets. */
    private static final int SHORT_BYTES = 30;

    private static final int CHANGE_CIPHER_SPEC_BYTES = 6;

    private final SSLEngine engine;
    private final SSLParameters parameters;
    private final int certificateBytes;
    private boolean done;
    private int records;
    private int longBytesLeft;

    /**
     * @param parameters those of the engine
     * @param certificateBytes length of the chain; so much goes in long records
     */
    SplitFlightEngine(SSLEngine engine, SSLParameters parameters, int certificateBytes) {
        this.engine = engine;
        this.parameters = parameters;
        this.certificateBytes = certificateBytes;
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer destination)
            throws SSLException {
        boolean cuts = !done && isTls13();
        if (cuts) {
            cut();
        }
        SSLEngineResult result = engine.wrap(sources, offset, length, destination);
        if (cuts && result.bytesProduced() > CHANGE_CIPHER_SPEC_BYTES) {
            records++;
        }
        ended(result);
        return result;
    }

    private boolean isTls13() {
        SSLSession session = engine.getHandshakeSession();
        return session != null && session.getProtocol().equals("TLSv1.3");
    }

    private void cut() {
        if (records == 0) {
            longBytesLeft = certificateBytes;
            limit(FULL_BYTES); // ServerHello, which is not encrypted
        } else if (longBytesLeft < SHORT_BYTES) {
            limit(SHORT_BYTES);
        } else {
            int now = Math.min(longBytesLeft, FULL_BYTES);
            longBytesLeft -= now;
            limit(now);
        }
    }

    private void limit(int contentBytes) {
        parameters.setMaximumPacketSize(contentBytes + OVERHEAD_BYTES);
        engine.setSSLParameters(parameters);
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] destinations, int offset, int length)
            throws SSLException {
        SSLEngineResult result = engine.unwrap(source, destinations, offset, length);
        if (!done && result.bytesConsumed() > 0) {
            records = 0; // the client's turn; another flight may follow
        }
        ended(result);
        return result;
    }

    private void ended(SSLEngineResult result) {
        if (!done && result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            done = true;
            if (parameters.getMaximumPacketSize() != 0) {
                limit(FULL_BYTES);
            }
        }
    }

    // ---- all else is the engine's

    @Override
    public Runnable getDelegatedTask() {
        return engine.getDelegatedTask();
    }

    @Override
    public void closeInbound() throws SSLException {
        engine.closeInbound();
    }

    @Override
    public boolean isInboundDone() {
        return engine.isInboundDone();
    }

    @Override
    public void closeOutbound() {
        engine.closeOutbound();
    }

    @Override
    public boolean isOutboundDone() {
        return engine.isOutboundDone();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return engine.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return engine.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        engine.setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return engine.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return engine.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        engine.setEnabledProtocols(protocols);
    }

    @Override
    public SSLSession getSession() {
        return engine.getSession();
    }

    @Override
    public SSLSession getHandshakeSession() {
        return engine.getHandshakeSession();
    }

    @Override
    public void beginHandshake() throws SSLException {
        engine.beginHandshake();
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return engine.getHandshakeStatus();
    }

    @Override
    public void setUseClientMode(boolean mode) {
        engine.setUseClientMode(mode);
    }

    @Override
    public boolean getUseClientMode() {
        return engine.getUseClientMode();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        engine.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return engine.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        engine.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return engine.getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean creates) {
        engine.setEnableSessionCreation(creates);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return engine.getEnableSessionCreation();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return engine.getSSLParameters();
    }

    @Override
    public void setSSLParameters(SSLParameters changed) {
        engine.setSSLParameters(changed);
    }

    @Override
    public String getApplicationProtocol() {
        return engine.getApplicationProtocol();
    }

    @Override
    public String getHandshakeApplicationProtocol() {
        return engine.getHandshakeApplicationProtocol();
    }
}
