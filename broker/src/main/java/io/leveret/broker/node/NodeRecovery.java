package io.leveret.broker.node;

import io.leveret.broker.recovery.QueueRecovery;
import io.leveret.broker.settings.Settings;
import io.leveret.broker.vhost.QueueStreams;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.persistence.LoggedDefinitions;
import io.leveret.persistence.log.LogAlarm;
import io.leveret.persistence.log.LogPosition;
import io.leveret.persistence.log.LogSettings;
import io.leveret.persistence.log.LogSettings.Durability;
import io.leveret.persistence.log.WriteAheadLog;
import io.leveret.queue.RecoveryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens between the opening of the disks and the first command: definitions and messages are put back. */
final class NodeRecovery implements QueueRecovery.DefinitionsReplay, RecoveryStore {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRecovery.class);
    private static final long REWRITE_BYTES_PER_SECOND = 64 << 20;

    private final NodeDisks disks;
    private final VirtualHosts vhosts;
    private final AccessDefinitions access;

    NodeRecovery(NodeDisks disks, VirtualHosts vhosts, AccessDefinitions access) {
        this.disks = disks;
        this.vhosts = vhosts;
        this.access = access;
    }

    /** Reads definitions and log, and makes everything that was there; then both take writes. */
    WriteAheadLog run(Settings settings, LogAlarm alarm) throws IOException {
        long beganNanos = System.nanoTime();
        QueueRecovery recovery = new QueueRecovery(vhosts, this, this);
        WriteAheadLog log = WriteAheadLog.open(disks.log(), disks.segments(), logSettings(settings), recovery);
        recovery.finish();
        LoggedDefinitions definitions = disks.definitions();
        log.start(new QueueStreams(vhosts), alarm);
        definitions.start(log);
        if (!log.endedInGoodOrder()) {
            LOG.info("the log was not closed when this node ended: messages that may have been delivered are flagged"
                    + " as redelivered");
        }
        LOG.info(
                "{} messages in {} queues recovered in {} ms",
                recovery.messages(),
                vhosts.queueCount(),
                (System.nanoTime() - beganNanos) / 1_000_000);
        return log;
    }

    @Override
    public void changes(ByteBuffer bytes) {
        disks.definitions().replay(bytes);
    }

    @Override
    public void damaged(LogPosition end, String text) {
        disks.definitions().damaged(end, text);
    }

    @Override
    public void complete() {
        disks.definitions().readAll((kind, key, value) -> {
            if (!vhosts.restore(kind, value) && !access.restore(kind, key, value)) {
                LOG.warn("a stored definition of an unknown kind {} is left alone", kind);
            }
        });
        vhosts.restorePolicies(access.parameters()::policies);
    }

    @Override
    public boolean budgetUsedUp() {
        return vhosts.memoryUsedUp();
    }

    @Override
    public long storePage(ByteBuffer index) {
        try {
            return disks.pages().storeNow(index);
        } catch (IOException e) {
            throw new UncheckedIOException("a page could not leave memory at the start", e);
        }
    }

    private static LogSettings logSettings(Settings settings) {
        return new LogSettings(
                (int) settings.bytes("log.file_size"),
                Durability.valueOf(settings.text("durability").toUpperCase(Locale.ROOT)),
                settings.integer("durability.interval"),
                settings.bool("log.rewriting") ? REWRITE_BYTES_PER_SECOND : 0);
    }
}
