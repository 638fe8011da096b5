import { takePicture } from './pictures.ts';
import { screens } from './screens.ts';
import { barriers, expect, languages, settled, test, themes } from './test.ts';

const looks = languages.flatMap((language) => themes.map((theme) => ({ language, theme })));

for (const [name, path] of Object.entries(screens)) {
  test(`${name} opens in both languages and themes, for everyone, and fits the window at twice the size`, async ({
    page,
    open,
    complaints,
  }) => {
    test.setTimeout(90_000);
    for (const look of looks) {
      const { language, theme } = look;
      await open(path, look);
      expect.soft(await barriers(page), `${language}, ${theme}`).toEqual([]);
      expect.soft(complaints.splice(0), `${language}, ${theme}`).toEqual([]);
      await takePicture(page, name, look);
    }
    // The last look is Thai, whose words are the longest; opening the screen once more would only cost time.
    await page.setViewportSize({ width: 683, height: 384 });
    await settled(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over).toBe(0);
  });
}
