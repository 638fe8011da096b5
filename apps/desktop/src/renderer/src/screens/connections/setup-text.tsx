import { Anchor, Typography } from '@mantine/core';
import Markdown from 'react-markdown';
import { useAgent } from '../../agent/agent-context.tsx';

/** Set-up text of a connector. No HTML passes, no image is fetched, and links open outside. */
export function SetupText({ markdown }: { markdown: string }) {
  const { platform } = useAgent();
  return (
    <Typography fz="sm">
      <Markdown
        skipHtml
        disallowedElements={['img']}
        components={{
          h1: ({ children }) => <h3>{children}</h3>,
          h2: ({ children }) => <h4>{children}</h4>,
          a: ({ href, children }) => (
            <Anchor component="button" type="button" onClick={() => href !== undefined && void platform.openExternal(href)}>
              {children}
            </Anchor>
          ),
        }}
      >
        {markdown}
      </Markdown>
    </Typography>
  );
}
