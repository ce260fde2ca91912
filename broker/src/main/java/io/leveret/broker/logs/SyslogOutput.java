package io.leveret.broker.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output to a syslog server. What cannot be sent is lost, as syslog has it: a node does not wait for a server that
 * is slow or away. One thread at a time.
 */
final class SyslogOutput extends AppenderBase<ILoggingEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(SyslogOutput.class);
    private static final int CONNECT_MS = 5_000;

    /** How long a server that could not be reached is left alone. */
    static final long AGAIN_AFTER_MS = 5_000;

    private final SyslogOptions options;
    private final SyslogLine line;
    private final LongSupplier clockMs;
    private DatagramSocket datagrams;
    private volatile Socket connection;
    private long againAtMs;
    private long lost;

    /** @param clockMs that never goes back */
    SyslogOutput(SyslogOptions options, LongSupplier clockMs) {
        this.options = options;
        this.line = new SyslogLine(options);
        this.clockMs = clockMs;
        this.againAtMs = clockMs.getAsLong();
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (clockMs.getAsLong() < againAtMs) {
            lost++;
            return;
        }
        try {
            if (options.tcp()) {
                overConnection(line.of(event));
            } else {
                asDatagram(line.of(event));
            }
        } catch (IOException e) {
            failed(e);
            return;
        }
        if (lost > 0) {
            long lines = lost;
            lost = 0;
            LOG.warn("lines go to the syslog server {}:{} again; {} are lost", options.server(), options.port(), lines);
        }
    }

    /** With its length before it (RFC 6587, 3.4.1). */
    private void overConnection(byte[] bytes) throws IOException {
        if (connection == null) {
            Socket fresh = new Socket();
            connection = fresh;
            fresh.connect(address(), CONNECT_MS);
        }
        byte[] length = (bytes.length + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] framed = new byte[length.length + bytes.length];
        System.arraycopy(length, 0, framed, 0, length.length);
        System.arraycopy(bytes, 0, framed, length.length, bytes.length);
        connection.getOutputStream().write(framed);
    }

    private void asDatagram(byte[] bytes) throws IOException {
        if (datagrams == null) {
            datagrams = new DatagramSocket();
        }
        datagrams.send(new DatagramPacket(bytes, bytes.length, address()));
    }

    private InetSocketAddress address() throws IOException {
        InetSocketAddress address = new InetSocketAddress(options.server(), options.port());
        if (address.isUnresolved()) {
            throw new IOException("there is no host of this name");
        }
        return address;
    }

    private void failed(IOException e) {
        closeConnection();
        againAtMs = clockMs.getAsLong() + AGAIN_AFTER_MS;
        if (lost++ == 0) {
            LOG.warn(
                    "lines do not reach the syslog server {}:{}: {}", options.server(), options.port(), e.getMessage());
        }
    }

    private void closeConnection() {
        Socket old = connection;
        connection = null;
        if (old != null) {
            try {
                old.close();
            } catch (IOException e) {
                LOG.debug("the connection to the syslog server could not be closed", e);
            }
        }
    }

    @Override
    public void stop() {
        super.stop();
        closeConnection();
        if (datagrams != null) {
            datagrams.close();
        }
    }
}
