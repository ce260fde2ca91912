package io.leveret.broker.tls;

import io.leveret.broker.settings.Settings;

/** TLS cannot be served as it is set; the message is for operators and names the setting or the file. */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1;

    private final String key;
    private final String what;

    /**
     * Something is wrong with what a setting says.
     *
     * @param key the setting, or "" if it is about one that is not there
     * @param what is wrong, as it goes on behind the key
     */
    TlsException(String key, String what, Throwable cause) {
        super(key + what, cause);
        this.key = key;
        this.what = what;
    }

    TlsException(String key, String what) {
        this(key, what, null);
    }

    /** The message, with the place where the setting was set. */
    public String in(Settings settings) {
        return settings.named(key) + what;
    }
}
