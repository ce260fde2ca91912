package io.leveret.it.console;

import io.leveret.it.harness.Eventually;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a window, and what tests of the console do with it. For one thread. */
final class Browser implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(40);

    private final ChromeDriver driver;
    private final String root;

    /** @param root where the console is served */
    Browser(String root) {
        ChromeOptions options = new ChromeOptions();
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,900");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(executable()))
                .usingAnyFreePort()
                .build();
        this.driver = new ChromeDriver(service, options);
        this.root = root;
    }

    /** Where the driver is, or null. */
    static String executable() {
        for (String directory : System.getenv("PATH").split(":")) {
            File file = new File(directory, "chromedriver");
            if (file.canExecute()) {
                return file.getPath();
            }
        }
        return null;
    }

    void open(String page) {
        driver.get(root + "/#/" + page);
    }

    /** The window, not what is inside it; Chromium makes none narrower than 500. */
    void resize(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    /** Waits until a page that was opened is there whole, and not the one before. */
    void awaitDrawn(String page) {
        await(
                "the page " + page,
                () -> Boolean.TRUE.equals(script(
                        "return document.querySelector('nav [aria-current=page]')?.hash === '#/' + arguments[0]"
                                + " && document.querySelector('h1')?.textContent.trim().length > 0"
                                + " && document.querySelectorAll('[aria-busy]').length === 0",
                        page.split("[/?]")[0])));
    }

    void logIn(String user, String password) {
        driver.get(root + "/");
        find("input[name=name]").sendKeys(user);
        find("input[name=password]").sendKeys(password);
        find("form button").click();
    }

    /** The element that a selector finds, when it is there to be seen. */
    WebElement find(String selector) {
        AtomicReference<WebElement> found = new AtomicReference<>();
        await("an element " + selector, () -> {
            List<WebElement> all = driver.findElements(By.cssSelector(selector));
            found.set(all.stream().filter(WebElement::isDisplayed).findFirst().orElse(null));
            return found.get() != null;
        });
        return found.get();
    }

    /** Clicks on what a selector finds and whose text this is; what is drawn anew meanwhile is found again. */
    void click(String selector, String text) {
        await("a " + selector + " saying " + text, () -> {
            for (WebElement each : driver.findElements(By.cssSelector(selector))) {
                if (each.isDisplayed() && each.isEnabled() && each.getText().equals(text)) {
                    each.click();
                    return true;
                }
            }
            return false;
        });
    }

    void type(String selector, String text) {
        find(selector).sendKeys(text);
    }

    /** Keys to whatever has the focus. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** The page's text contains this. */
    void awaitText(String text) {
        await("the text " + text, () -> text().contains(text));
    }

    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    Object script(String code, Object... arguments) {
        return driver.executeScript(code, arguments);
    }

    /** What the browser has to complain of. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    static void await(String what, BooleanSupplier condition) {
        try {
            Eventually.equal(DEADLINE, () -> holds(condition) ? what : "not yet", what);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (StaleElementReferenceException e) {
            return false; // it was drawn anew
        } catch (WebDriverException e) {
            if (String.valueOf(e.getMessage()).contains("click intercepted")) {
                return false; // something moves
            }
            throw e;
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
