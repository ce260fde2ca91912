package io.leveret.management.definitions;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.DefinitionSet;
import io.leveret.management.admin.DefinitionsAdmin.ImportOptions;
import io.leveret.management.admin.NodeAdmin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Definitions of a node as the bytes of a file. */
public final class DefinitionsFiles {
    private DefinitionsFiles() {}

    /** Writes all that is defined on a node; the stream stays open. */
    public static void write(NodeAdmin node, BrokerPorts broker, OutputStream out) throws AdminException, IOException {
        DefinitionSet set = broker.definitions().export(null);
        String cluster = ClusterName.of(node, set.globalParameters());
        DefinitionsText.write(
                out, DefinitionsWriter.node(set, cluster, node.status().version()));
    }

    /**
     * Imports a file of a node.
     *
     * @throws AdminException it is wrong, and nothing was done; or it could not be done
     */
    public static ImportReport load(BrokerPorts broker, String json, ImportOptions options) throws AdminException {
        DefinitionSet set = DefinitionsReader.readAll(json);
        return new ImportReport(broker.definitions().load(set, options), options.dryRun());
    }

    /** @param algorithm as the setting {@code definitions.hashing.algorithm} names it */
    public static String hash(String algorithm, byte[] content) {
        String digest = algorithm.equals("sha")
                ? "SHA-1"
                : algorithm.toUpperCase(Locale.ROOT).replace("SHA", "SHA-");
        try {
            return algorithm + ":"
                    + HexFormat.of().formatHex(MessageDigest.getInstance(digest).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("this Java has no " + algorithm, e);
        }
    }

    /** Why a file could not be read or written, in words where the exception has only its name. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "the node's user may not";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
