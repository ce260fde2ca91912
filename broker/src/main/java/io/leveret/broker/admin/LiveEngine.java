package io.leveret.broker.admin;

import io.leveret.broker.connection.ConnectionServices;
import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.management.admin.EngineAdmin;
import io.leveret.persistence.log.LogUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shards and the log, looked at from beside. */
final class LiveEngine implements EngineAdmin {
    private static final Logger LOG = LoggerFactory.getLogger(LiveEngine.class);
    private static final long NANOS_PER_MS = 1_000_000;

    private final Shards shards;
    private final VirtualHosts vhosts;
    private final OpenConnections open;
    private final OnDisk disk;

    LiveEngine(ConnectionServices services, OpenConnections open, OnDisk disk) {
        this.shards = services.shards();
        this.vhosts = services.vhosts();
        this.open = open;
        this.disk = disk;
    }

    @Override
    public List<ShardFigures> shards() {
        int[] queues = vhosts.queuesByShard();
        int[] connections = new int[shards.count()];
        open.all().forEach(each -> connections[each.shard().index()]++);
        List<ShardFigures> all = new ArrayList<>();
        for (int i = 0; i < queues.length; i++) {
            BrokerShard shard = shards.get(i);
            long nanos = shard.cpuNanos();
            all.add(new ShardFigures(
                    i, queues[i], connections[i], shard.turns(), nanos < 0 ? -1 : nanos / NANOS_PER_MS));
        }
        return all;
    }

    @Override
    public LogFigures log() {
        LogUse use = disk.log().use();
        return new LogFigures(
                part(use.files()),
                part(use.segments()),
                part(use.spares()),
                use.oldest(),
                use.oldest().isEmpty() ? 0 : writtenAtMs(use),
                disk.log().unsyncedBytes());
    }

    private static FileFigures part(LogUse.Part part) {
        return new FileFigures(part.count(), part.bytes());
    }

    /** The log does not keep times; its files do. It may have gone meanwhile. */
    private long writtenAtMs(LogUse use) {
        Path file = disk.directory()
                .resolve(use.oldestIsSegment() ? "segments" : "log")
                .resolve(use.oldest());
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            LOG.debug("The age of {} is not known", file, e);
            return 0;
        }
    }
}
