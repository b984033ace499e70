import { NotFoundNotice } from './home/not-found';

/** Any address without a page. */
export default function NotFound() {
  return <NotFoundNotice />;
}
